using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Locks;

/// <summary>
/// FLOW105: a step that holds a lock through <c>[WithLock]</c> waits for it again, directly or in a method that it calls.
/// </summary>
internal static class HeldLockRule
{
    public static void Check(ParsedFlow flow, MethodSummaries summaries, Action<Diagnostic> report)
    {
        foreach (ParsedStep step in flow.Steps)
        {
            if (step.Locks.IsEmpty)
            {
                continue;
            }

            ImmutableHashSet<HeldLock> held = ReachableMethods.LocksOf(step);
            foreach (MethodSummary summary in ReachableMethods.Of(step, summaries))
            {
                foreach (LockWait wait in summary.Waits)
                {
                    if (held.Contains(new HeldLock(wait.Lock, LockMechanism.Wait)))
                    {
                        report(Diagnostic.Create(BodyDiagnostics.HeldLock, AwaitOf(wait.Syntax).GetLocation(), step.Name, wait.Lock.Name));
                    }
                }
            }
        }
    }

    // The call including 'await' and 'ConfigureAwait'.
    private static SyntaxNode AwaitOf(SyntaxNode call)
    {
        SyntaxNode whole = call;
        while (whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
        {
            whole = configured;
        }

        return whole.Parent is AwaitExpressionSyntax awaited ? awaited : call;
    }
}
