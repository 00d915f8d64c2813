using AsyncFlow.Analyzers.Bodies;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Locks;

/// <summary>FLOW105: a step that holds a lock by <c>[WithLock]</c> waits for it again, itself or in a method that it calls.</summary>
internal static class HeldLockRule
{
    public static void Check(ParsedFlow flow, BodyStore store, Action<Diagnostic> report)
    {
        foreach (var step in flow.Steps)
        {
            if (step.Locks.IsEmpty)
            {
                continue;
            }

            var held = StepReach.LocksOf(step);
            foreach (var (body, _) in StepReach.Of(step, store))
            {
                foreach (var wait in body.Waits)
                {
                    if (held.Contains(new HeldLock(wait.Lock, LockWay.Wait)))
                    {
                        report(Diagnostic.Create(BodyDiagnostics.HeldLock, Whole(wait.Syntax).GetLocation(), step.Name, wait.Lock.Name));
                    }
                }
            }
        }
    }

    // With the 'await' and the 'ConfigureAwait' around the call.
    private static SyntaxNode Whole(SyntaxNode call)
    {
        var whole = call;
        while (whole.Parent is MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait", Parent: InvocationExpressionSyntax configured })
        {
            whole = configured;
        }

        return whole.Parent is AwaitExpressionSyntax awaited ? awaited : call;
    }
}
