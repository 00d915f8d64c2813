using AsyncFlow.Analyzers.Tests.Coverage;

namespace AsyncFlow.Analyzers.Tests.LanguageServer;

/// <summary>A test that needs the language server. It is skipped where the tool cannot be restored.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LanguageServerFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_missing = new(() => DotNetProcess.Run(AllRules.Root, "tool", "restore") is { } problem
        ? $"The language server cannot be restored; run 'dotnet tool restore'. {problem.Trim()}"
        : null);

    public LanguageServerFactAttribute() => Skip = s_missing.Value;
}
