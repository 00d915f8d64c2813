using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Bodies;

/// <summary>Everything that runs when a step runs: its body and what it calls within the class.</summary>
internal static class StepReach
{
    /// <summary>Each body once, with the locks that every way to it holds.</summary>
    public static IEnumerable<(Body Body, ImmutableHashSet<HeldLock> Locks)> Of(ParsedStep step, BodyStore store)
    {
        var locks = new Dictionary<IMethodSymbol, ImmutableHashSet<HeldLock>>(SymbolEqualityComparer.Default);
        var changed = new Queue<IMethodSymbol>();

        // A composed step may be a method of another object, whose members are not the flow's.
        if (step is { Method: { } called, Declaration.Receiver: null } && OwnMember.IsDeclaredBy(called, store.Type))
        {
            Reach(called.OriginalDefinition, LocksOf(step));
        }

        while (changed.Count > 0)
        {
            var method = changed.Dequeue();
            foreach (var call in store.Find(method)?.Calls ?? [])
            {
                Reach(call.Target, Union(locks[method], call.Locks));
            }
        }

        foreach (var reached in locks)
        {
            if (store.Find(reached.Key) is { } body)
            {
                yield return (body, reached.Value);
            }
        }

        // Another way to a method can only take locks away, so this ends.
        void Reach(IMethodSymbol method, ImmutableHashSet<HeldLock> held)
        {
            if (!locks.TryGetValue(method, out var known))
            {
                locks.Add(method, held);
                changed.Enqueue(method);
            }
            else if (known.Intersect(held) is var common && common.Count < known.Count)
            {
                locks[method] = common;
                changed.Enqueue(method);
            }
        }
    }

    public static ImmutableHashSet<HeldLock> LocksOf(ParsedStep step) =>
        step.Locks.Select(static held => new HeldLock(held.Member.OriginalDefinition, LockWay.Wait)).ToImmutableHashSet();

    public static ImmutableHashSet<HeldLock> Union(ImmutableHashSet<HeldLock> some, ImmutableHashSet<HeldLock> others) =>
        some.IsEmpty ? others : others.IsEmpty ? some : some.Union(others);
}
