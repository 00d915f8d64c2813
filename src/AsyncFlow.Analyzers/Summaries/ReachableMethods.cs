using System.Collections.Immutable;
using System.Reflection;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Finds all code that runs as part of a step: its method, and the methods that it calls, as far as their source is available. A method that gets
/// different objects is visited for each.
/// </summary>
internal sealed class ReachableMethods
{
    // More methods than this are not followed. Calls of other classes are followed less deeply.
    private const int MaxMethods = 2_000;
    private const int MaxDepth = 12;
    private const int MaxEffects = 200;

    private readonly MethodSummaries _summaries;
    private readonly Dictionary<MethodBinding, Visit> _visits = [];
    private readonly Queue<MethodBinding> _changed = new();
    private readonly List<Access> _own = [];

    private ReachableMethods(MethodSummaries summaries) => _summaries = summaries;

    /// <summary>The accesses of a step, in terms of the flow, with the locks that are held on every path to them.</summary>
    public static IEnumerable<Access> AccessesOf(ParsedStep step, MethodSummaries summaries)
    {
        ReachableMethods reachable = new(summaries);
        reachable.Follow(step);
        foreach (KeyValuePair<MethodBinding, Visit> visit in reachable._visits)
        {
            foreach (Access access in summaries.Find(visit.Key.Method)?.Accesses ?? [])
            {
                if (visit.Key.Resolve(access.Location) is { Member: not null } location)
                {
                    yield return access with
                    {
                        Location = location,
                        Locks = reachable.Resolve(Union(access.Locks, visit.Value.Locks)),
                        Before = Union(access.Before, visit.Value.Before),
                        Path = visit.Value.Path,
                    };
                }
            }
        }

        foreach (Access access in reachable._own)
        {
            yield return access;
        }
    }

    /// <summary>The summaries of the methods that run as part of a step, each once.</summary>
    public static IEnumerable<MethodSummary> Of(ParsedStep step, MethodSummaries summaries)
    {
        ReachableMethods reachable = new(summaries);
        reachable.Follow(step);
        return reachable._visits.Keys.Select(binding => summaries.Find(binding.Method)).OfType<MethodSummary>().Distinct();
    }

    /// <summary>
    /// The accesses and the calls of other code by a part of a method, and of all that it calls, in terms of the method. Null if it calls more than
    /// can be followed.
    /// </summary>
    /// <param name="part">The summary of the part.</param>
    /// <param name="method">The method with itself as the receiver and its parameters as arguments.</param>
    /// <param name="summaries">The summaries of the class.</param>
    public static (IReadOnlyList<Access> Accesses, IReadOnlyList<OpaqueCall> OpaqueCalls)? EffectsOf(MethodSummary part, MethodBinding method, MethodSummaries summaries)
    {
        ReachableMethods reachable = new(summaries);
        foreach (Call call in part.Calls)
        {
            if (reachable.BindingOf(call, method) is { } target)
            {
                reachable.Reach(target, new(HeldLock.None, HeldLock.None, ImmutableArray<SyntaxNode>.Empty));
            }
        }

        reachable.FollowCalls();
        if (reachable._visits.Count > MaxEffects || reachable._visits.Values.Any(static visit => visit.Path.Length == MaxDepth))
        {
            return null;
        }

        List<Access> accesses = [.. part.Accesses];
        List<OpaqueCall> calls = [.. part.OpaqueCalls];
        foreach (MethodBinding binding in reachable._visits.Keys)
        {
            if (summaries.Find(binding.Method) is not { } summary)
            {
                calls.AddRange(OpaqueCall.Of(binding.Method, binding.Receiver) is { } opaque ? [opaque] : []);
                continue;
            }

            accesses.AddRange(summary.Accesses.Select(access => (access, location: binding.Resolve(access.Location))).Where(static pair => pair.location is not null).Select(static pair => pair.access with { Location = pair.location! }));
            calls.AddRange(summary.OpaqueCalls.Select(call => call with { Receiver = call.Receiver is { } receiver ? binding.Resolve(receiver) : null }));
        }

        return (accesses, calls);
    }

    /// <summary>The methods of the class that a step calls on its own thread, directly or through each other.</summary>
    public static IEnumerable<IMethodSymbol> HelpersOf(ParsedStep step, MethodSummaries summaries)
    {
        HashSet<IMethodSymbol> seen = new(SymbolEqualityComparer.Default);
        Queue<IMethodSymbol> open = new([step.Method!.OriginalDefinition]);
        while (open.Count > 0)
        {
            foreach (Call call in summaries.Find(open.Dequeue())?.Calls ?? [])
            {
                IMethodSymbol target = call.Target;
                if (!call.IsOffloaded && (target.MethodKind == MethodKind.LocalFunction || OwnMember.IsDeclaredBy(target, summaries.Type)) && seen.Add(target))
                {
                    open.Enqueue(target);
                    if (target.MethodKind != MethodKind.LocalFunction)
                    {
                        yield return target;
                    }
                }
            }
        }
    }

    public static ImmutableHashSet<HeldLock> LocksOf(ParsedStep step) =>
        step.Locks.Where(static held => held.Key is null).Select(static held => new HeldLock(MemberAliases.Resolve(held.Member.OriginalDefinition).OriginalDefinition, LockMechanism.Wait)).ToImmutableHashSet();

    private void Follow(ParsedStep step)
    {
        // A step of a composition may be a member of another object or class.
        bool isOwn = step.Declaration.Receiver is null && OwnMember.IsDeclaredBy(step.Declaration.Member, _summaries.Type);
        if (step.Method is { } called)
        {
            IMethodSymbol method = isOwn ? _summaries.Overriding(called.OriginalDefinition) : called.OriginalDefinition;
            if (isOwn || !(method.IsVirtual || method.IsAbstract || method.IsOverride))
            {
                StateLocation? receiver = isOwn ? StateLocation.This : ReceiverOf(step.Declaration.Receiver);
                Reach(new(method, receiver, ArgumentsOf(step, method)), new(LocksOf(step), HeldLock.None, ImmutableArray<SyntaxNode>.Empty));
            }
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

        FollowCalls();
    }

    private void FollowCalls()
    {
        while (_changed.Count > 0)
        {
            MethodBinding binding = _changed.Dequeue();
            Visit visit = _visits[binding];
            foreach (Call call in _summaries.Find(binding.Method)?.Calls ?? [])
            {
                if (BindingOf(call, binding) is { } target && visit.Path.Length < MaxDepth)
                {
                    Reach(target, new(Union(visit.Locks, call.Locks), Union(visit.Before, call.Before), visit.Path.Add(call.Syntax)));
                }
            }
        }
    }

    // The method that a call runs; null if nothing that the flow knows is passed to a method of another class.
    private MethodBinding? BindingOf(Call call, MethodBinding caller)
    {
        bool isLocal = call.Target.MethodKind == MethodKind.LocalFunction;
        StateLocation? receiver = isLocal ? caller.Receiver : call.Receiver is { } location ? caller.Resolve(location) : null;
        List<(IParameterSymbol, StateLocation)> arguments = isLocal ? [.. caller.Arguments] : [];
        for (int i = 0; i < call.Arguments.Length && i < call.Target.Parameters.Length; i++)
        {
            if (call.Arguments[i] is { } argument && caller.Resolve(argument) is { } resolved && !IsHarmless(resolved))
            {
                arguments.Add((call.Target.Parameters[i].OriginalDefinition, resolved));
            }
        }

        if (receiver is { Member: not null } && ThreadSafety.IsKnownSafe(receiver.Type))
        {
            return null;
        }

        bool isOwn = isLocal || OwnMember.IsDeclaredBy(call.Target, _summaries.Type);
        return isOwn || call.Target.IsStatic || receiver is not null || arguments.Count > 0 ? new(call.Target, receiver, arguments.ToImmutableArray()) : null;
    }

    // A member that generated code reads for the step.
    private void Read(ISymbol member, Location? location, ImmutableHashSet<HeldLock> held)
    {
        ISymbol read = _summaries.Overriding(MemberAliases.Resolve(member.OriginalDefinition).OriginalDefinition);
        IMethodSymbol? getter = read as IMethodSymbol ?? (read as IPropertySymbol)?.GetMethod;
        if (getter is not null && (read is IMethodSymbol || MethodSummaries.HasBody(getter)))
        {
            Reach(new(getter, StateLocation.This, ImmutableArray<(IParameterSymbol, StateLocation)>.Empty), new(held, HeldLock.None, ImmutableArray<SyntaxNode>.Empty));
        }
        else if (location?.SourceTree?.GetRoot().FindNode(location.SourceSpan, getInnermostNodeForTie: true) is { } syntax && read is not IFieldSymbol { IsConst: true })
        {
            _own.Add(new(read.IsStatic ? StateLocation.Of(read) : StateLocation.This.Then(read)!, AccessKind.Read, syntax, held));
        }
    }

    // Another path can only remove locks, so this terminates.
    private void Reach(MethodBinding method, Visit visit)
    {
        visit = visit with { Locks = visit.Locks.Union(SynchronizedBy(method.Method)) };
        if (!_visits.TryGetValue(method, out Visit? known))
        {
            if (_visits.Count < MaxMethods)
            {
                _visits.Add(method, visit);
                _changed.Enqueue(method);
            }

            return;
        }

        Visit common = known with { Locks = known.Locks.Intersect(visit.Locks), Before = known.Before.Intersect(visit.Before) };
        if (common.Locks.Count < known.Locks.Count || common.Before.Count < known.Before.Count)
        {
            _visits[method] = common;
            _changed.Enqueue(method);
        }
    }

    private static ImmutableHashSet<HeldLock> SynchronizedBy(IMethodSymbol method) =>
        (method.MethodImplementationFlags & MethodImplAttributes.Synchronized) == 0 ? HeldLock.None
        : HeldLock.None.Add(new(method.ContainingType.OriginalDefinition, method.IsStatic ? LockMechanism.TypeObject : LockMechanism.Monitor));

    // The code of a lambda holds the locks under which the method that gets the lambda calls it.
    private ImmutableHashSet<HeldLock> Resolve(ImmutableHashSet<HeldLock> locks)
    {
        foreach (HeldLock held in locks)
        {
            if (held.Mechanism == LockMechanism.Invocation)
            {
                locks = locks.Remove(held);
                if (held.Object.ContainingSymbol is IMethodSymbol helper
                    && _summaries.Find(helper)?.Invocations is { } invocations
                    && invocations.TryGetValue(held.Object, out ImmutableHashSet<HeldLock>? held2))
                {
                    locks = locks.Union(held2.Where(static inner => inner.Mechanism != LockMechanism.Invocation));
                }
            }
        }

        return locks;
    }

    private static ImmutableArray<(IParameterSymbol Parameter, StateLocation Location)> ArgumentsOf(ParsedStep step, IMethodSymbol method) => step.Parameters
        .Select((parameter, i) => (parameter, i))
        .Where(pair => pair.parameter is { Source: ParameterSource.Result, Symbol.Type.IsValueType: false } && pair.i < method.Parameters.Length)
        .Select(pair => (method.Parameters[pair.i].OriginalDefinition, Location: ResultOf(pair.parameter)!))
        .Where(static pair => pair.Location is not null)
        .ToImmutableArray();

    // Steps that take the result of one step get the same object.
    private static StateLocation? ResultOf(ParsedParameter parameter) =>
        parameter.ProducerMember is IMethodSymbol producer && !ThreadSafety.IsSafe(parameter.Symbol.Type)
            ? StateLocation.Of(producer.OriginalDefinition)
            : null;

    private static StateLocation? ReceiverOf(MemberPath? path)
    {
        StateLocation? location = StateLocation.This;
        foreach (ISymbol member in path?.Members ?? ImmutableArray<ISymbol>.Empty)
        {
            location = member.IsStatic ? StateLocation.Of(member.OriginalDefinition) : location?.Then(member.OriginalDefinition);
        }

        return path is null ? null : location;
    }

    private static bool IsHarmless(StateLocation location) => location.Member is not null && location.Type is { SpecialType: SpecialType.System_String };

    private static ImmutableHashSet<HeldLock> Union(ImmutableHashSet<HeldLock> some, ImmutableHashSet<HeldLock> others) =>
        some.IsEmpty ? others : others.IsEmpty ? some : some.Union(others);

    /// <summary>What holds on every path to a method.</summary>
    /// <param name="Locks">The locks that are held.</param>
    /// <param name="Before">The signals that are given afterwards.</param>
    /// <param name="Path">The calls that lead to the method.</param>
    private sealed record Visit(ImmutableHashSet<HeldLock> Locks, ImmutableHashSet<HeldLock> Before, ImmutableArray<SyntaxNode> Path);
}
