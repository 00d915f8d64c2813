namespace AsyncFlow.Execution;

/// <summary>A test has replaced a step by code whose result is not of the step's type.</summary>
internal sealed class ReplacementException(string flow, string step, object? result, Exception cause)
    : InvalidOperationException($"Step '{step}' of flow '{flow}' was replaced by something that gives {Describe(result)}, which is not what other steps expect: {cause.Message} Replace it by a result of the step's own type.", cause)
{
    /// <summary>Stands for the result of a replacement that has none.</summary>
    public static object NoResult { get; } = new Nothing();

    private static string Describe(object? result) => result switch
    {
        null => "null",
        Nothing => "no result",
        _ => $"a {result.GetType()}",
    };

    private sealed class Nothing;
}
