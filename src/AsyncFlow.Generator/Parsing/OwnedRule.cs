using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks that the results that the run owns can be disposed, and are not its output (FLOW019).</summary>
internal static class OwnedRule
{
    public static void Check(FlowContext context, ImmutableArray<ParsedStep> steps, ParsedStep? output)
    {
        foreach (ParsedStep step in steps)
        {
            if (step.Declaration.Member.FindAttribute("OwnedAttribute") is { } attribute && FindProblem(step, output) is { } problem)
            {
                Location location = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? step.Declaration.Location;
                context.Report(FlowDiagnostics.InvalidOwned, location, step.Name, context.Flow.Name, problem);
            }
        }
    }

    private static string? FindProblem(ParsedStep step, ParsedStep? output) => step.Declaration.Return.Result switch
    {
        null => step.Declaration.HasUnknownResult ? null : "it has no result",
        _ when step == output => "its result is the output, which the caller gets after the run has ended; let the caller dispose it",
        { } result when StepDeclaration.IsUnavailable(result) || IsDisposable(result) => null,
        { } result => $"its result '{result.Display()}' is neither IAsyncDisposable nor IDisposable",
    };

    private static bool IsDisposable(ITypeSymbol type) => type.Interfaces().Prepend(type).Any(static parent => parent.Is("System", "IAsyncDisposable") || parent.Is("System", "IDisposable"));
}
