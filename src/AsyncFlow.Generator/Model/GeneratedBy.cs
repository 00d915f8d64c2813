namespace AsyncFlow.Generator.Model;

/// <summary>How generated members are marked, and known again.</summary>
internal static class GeneratedBy
{
    public const string Name = "AsyncFlow";

    public static readonly string Version = typeof(GeneratedBy).Assembly.GetName().Version.ToString(3);
}
