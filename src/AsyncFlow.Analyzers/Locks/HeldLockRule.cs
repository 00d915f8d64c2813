using AsyncFlow.Analyzers.Bodies;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

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
                        report(Diagnostic.Create(BodyDiagnostics.HeldLock, wait.Syntax.GetLocation(), step.Name, wait.Lock.Name));
                    }
                }
            }
        }
    }
}
