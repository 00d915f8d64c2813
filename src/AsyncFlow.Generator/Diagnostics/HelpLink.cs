namespace AsyncFlow.Generator.Diagnostics;

/// <summary>Links to the help pages of the rules.</summary>
internal static class HelpLink
{
    private const string Pages = "https://github.com/asyncflow/asyncflow-dotnet/blob/main/docs/diagnostics/";

    public static string For(string id) => $"{Pages}{id}.md";
}
