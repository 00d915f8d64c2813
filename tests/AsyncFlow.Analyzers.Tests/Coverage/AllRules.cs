using System.Reflection;
using System.Runtime.CompilerServices;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Tests.Verification;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Coverage;

/// <summary>All rules, and the files about them.</summary>
internal static class AllRules
{
    public static string Root { get; } = FindRoot();

    /// <summary>All descriptors by id, including rules that no analyzer reports.</summary>
    public static IReadOnlyDictionary<string, DiagnosticDescriptor> All { get; } = new[] { typeof(FlowDiagnostics), typeof(BodyDiagnostics), typeof(AdviceDiagnostics), typeof(DurableDiagnostics) }
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => field.GetValue(null))
        .OfType<DiagnosticDescriptor>()
        .Concat(TestProject.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics))
        .Distinct()
        .ToDictionary(descriptor => descriptor.Id);

    /// <summary>The ids that an analyzer reports.</summary>
    public static IReadOnlySet<string> Reported { get; } =
        TestProject.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).ToHashSet();

    /// <summary>The ids that a code fix handles.</summary>
    public static IReadOnlySet<string> Fixable { get; } = TestProject.Fixes.SelectMany(fix => fix.FixableDiagnosticIds).ToHashSet();

    public static TheoryData<string> AllIds => [.. All.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> ReportedIds => [.. Reported.Order(StringComparer.Ordinal)];

    public static string Page(string id) => File.ReadAllText(Path.Combine(Root, "docs", "diagnostics", $"{id}.md"));

    /// <summary>The entries of a rule in the analyzer release files.</summary>
    public static string[] ReleaseEntries(string id) =>
    [
        .. Directory.GetFiles(Path.Combine(Root, "src"), "AnalyzerReleases.*.md", SearchOption.AllDirectories)
            .SelectMany(File.ReadAllLines)
            .Where(line => line.StartsWith(id, StringComparison.Ordinal)),
    ];

    /// <summary>The ids in the tags of the test methods in this assembly.</summary>
    public static IReadOnlySet<string> Tagged<T>(Func<T, string> id)
        where T : Attribute => typeof(AllRules).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null)
            .SelectMany(method => method.GetCustomAttributes<T>())
            .Select(id)
            .ToHashSet();

    private static string FindRoot([CallerFilePath] string here = "")
    {
        DirectoryInfo? folder = new FileInfo(here).Directory;
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AsyncFlow.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run in the repository.");
    }
}
