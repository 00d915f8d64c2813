namespace AsyncFlow.Tests;

/// <summary>Tests that take long run only where ASYNCFLOW_LONG is set, as CI does.</summary>
internal static class LongTests
{
    /// <summary>Why they are skipped; null if they run.</summary>
    public static string? Skip { get; } = Environment.GetEnvironmentVariable("ASYNCFLOW_LONG") is null or "" or "0" ? "Takes long: set ASYNCFLOW_LONG=1 to run it, as CI does." : null;
}

/// <summary>A test that takes long.</summary>
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute() => Skip = LongTests.Skip;
}

/// <summary>A test with parameters that takes long.</summary>
internal sealed class LongTheoryAttribute : TheoryAttribute
{
    public LongTheoryAttribute() => Skip = LongTests.Skip;
}
