namespace AsyncFlow.Generator.Model;

/// <summary>The values of the attribute that marks generated members.</summary>
internal static class GeneratedBy
{
    public const string Name = "AsyncFlow";

    public static readonly string Version = typeof(GeneratedBy).Assembly.GetName().Version.ToString(3);
}
