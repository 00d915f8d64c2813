using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>Finds all code that runs as part of a step: its method, and the methods of the class that it calls.</summary>
internal static class ReachableMethods
{
    /// <summary>The summary of each method, once, with the locks that are held on every path to it.</summary>
    public static IEnumerable<(MethodSummary Summary, ImmutableHashSet<HeldLock> Locks)> Of(ParsedStep step, MethodSummaries summaries)
    {
        Dictionary<IMethodSymbol, ImmutableHashSet<HeldLock>> locks = new(SymbolEqualityComparer.Default);
        Queue<IMethodSymbol> changed = new();
        MethodSummary own = new();

        // A step of a composition may be a member of another object or class, whose members are not members of the flow.
        bool isOwn = step.Declaration.Receiver is null && OwnMember.IsDeclaredBy(step.Declaration.Member, summaries.Type);
        if (isOwn && step.Method is { } called)
        {
            Reach(called.OriginalDefinition, LocksOf(step));
        }
        else if (isOwn)
        {
            Read(step.Declaration.Member, step.Declaration.Location, LocksOf(step));
        }

        // A condition is read before the locks are acquired.
        if (step.Condition is { Member: { } condition } when)
        {
            Read(condition, when.Argument.Location, HeldLock.None);
        }

        while (changed.Count > 0)
        {
            IMethodSymbol method = changed.Dequeue();
            foreach (Call call in summaries.Find(method)?.Calls ?? [])
            {
                Reach(call.Target, Union(locks[method], call.Locks));
            }
        }

        foreach (KeyValuePair<IMethodSymbol, ImmutableHashSet<HeldLock>> reached in locks)
        {
            if (summaries.Find(reached.Key) is { } summary)
            {
                yield return (summary, reached.Value);
            }
        }

        if (own.Accesses.Count > 0)
        {
            yield return (own, HeldLock.None);
        }

        // A member that generated code reads for the step.
        void Read(ISymbol member, Location? location, ImmutableHashSet<HeldLock> held)
        {
            ISymbol read = summaries.Overriding(member.OriginalDefinition);
            IMethodSymbol? getter = read as IMethodSymbol ?? (read as IPropertySymbol)?.GetMethod;
            if (getter is not null && (read is IMethodSymbol || MethodSummaries.HasBody(getter)))
            {
                Reach(getter, held);
            }
            else if (location?.SourceTree?.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true) is { } syntax && read is not IFieldSymbol { IsConst: true })
            {
                own.Accesses.Add(new(new StateLocation(read, null), AccessKind.Read, syntax, held));
            }
        }

        // Another path can only remove locks, so this terminates.
        void Reach(IMethodSymbol method, ImmutableHashSet<HeldLock> held)
        {
            if (!locks.TryGetValue(method, out ImmutableHashSet<HeldLock>? known))
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

    /// <summary>The locks that a step holds whatever its parameters are. Locks of keys exclude each other only if their keys are equal.</summary>
    public static ImmutableHashSet<HeldLock> LocksOf(ParsedStep step) =>
        step.Locks.Where(static held => held.Key is null).Select(static held => new HeldLock(held.Member.OriginalDefinition, LockMechanism.Wait)).ToImmutableHashSet();

    public static ImmutableHashSet<HeldLock> Union(ImmutableHashSet<HeldLock> some, ImmutableHashSet<HeldLock> others) =>
        some.IsEmpty ? others : others.IsEmpty ? some : some.Union(others);
}
