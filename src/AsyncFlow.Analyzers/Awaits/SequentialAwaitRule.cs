using AsyncFlow.Analyzers.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>FLOW205: a method awaits one after the other what could run at once.</summary>
internal static class SequentialAwaitRule
{
    // Longer lists are cut, so that the message stays readable.
    private const int MaxNames = 6;

    public static Diagnostic? Check(MethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellationToken)
    {
        if (AwaitPlan.Of(method, model, cancellationToken) is not { Concurrent: { Count: > 0 } concurrent } plan)
        {
            return null;
        }

        IReadOnlyList<AwaitStep> chain = plan.LongestChain;
        int count = plan.Steps.Count(static step => step.Awaiting is not null);
        return Diagnostic.Create(
            AdviceDiagnostics.SequentialAwaits,
            method.Identifier.GetLocation(),
            concurrent.SelectMany(static wave => wave).Select(static step => step.Awaiting!.Call!.GetLocation()),
            method.Identifier.ValueText,
            string.Join("; ", concurrent.Select(static wave => string.Join(", ", Names(wave)))),
            string.Join(" → ", Names(chain)),
            $"{chain.Count} of {count}");
    }

    private static IEnumerable<string> Names(IReadOnlyList<AwaitStep> steps) =>
        steps.Take(MaxNames).Select(static step => AwaitSyntax.NameOf(step.Awaiting!.Call) ?? step.Awaiting.Call!.ToString()).Concat(steps.Count > MaxNames ? ["…"] : []);
}
