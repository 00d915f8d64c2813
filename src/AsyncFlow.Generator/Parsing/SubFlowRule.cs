using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Reports a flow that can never complete (FLOW017): it needs a lock that its step holds, or it always runs itself again.
/// Only certain cases in flows of this compilation are reported.
/// </summary>
internal sealed class SubFlowRule
{
    // More flows than this within each other do not occur in practice.
    private const int MaxSearches = 10_000;

    private readonly FlowContext _context;

    private SubFlowRule(FlowContext context) => _context = context;

    public static void Check(FlowContext context, ImmutableArray<ParsedStep> steps)
    {
        SubFlowRule rule = new(context);
        foreach (ParsedStep step in steps)
        {
            if (step.Declaration.SubFlow?.Class is not { } flow || !SubFlow.IsInCompilation(flow, context.Compilation))
            {
                continue;
            }

            rule.CheckLocks(step, flow);
            if (rule.NeverEnds(step.Declaration, new(SymbolEqualityComparer.Default)))
            {
                context.Report(
                    FlowDiagnostics.NonTerminatingFlow,
                    step.Declaration.TypeLocation,
                    step.Name,
                    flow.Name,
                    $"'{context.Flow.Name}' would run itself endlessly; add [When] to a step on the path");
            }
        }
    }

    private void CheckLocks(ParsedStep step, INamedTypeSymbol flow)
    {
        LockIdentity identities = new(_context.Compilation, null);
        Dictionary<ISymbol, ParsedLock> held = new(SymbolEqualityComparer.Default);
        foreach (ParsedLock named in step.Locks)
        {
            // It is unknown which object the member of another object is, and which key is needed.
            if (named is { Receiver: null, Key: null } && identities.Of(named.Member) is { } identity && identities.IsExclusive(identity))
            {
                held[identity] = named;
            }
        }

        if (held.Count > 0 && Conflict(step.Declaration, flow, identities, held, []) is var (outerLock, inner))
        {
            _context.Report(
                FlowDiagnostics.NonTerminatingFlow,
                outerLock.Location ?? step.Declaration.Location,
                step.Name,
                flow.Name,
                $"it holds '{outerLock.Name}', and step '{inner}' would wait for that lock forever; hold it in only one of them");
        }
    }

    // The lock that a step of the flow, or of a nested flow, would wait for, and that step. Each flow is searched once for each way in which the
    // held locks are passed to it.
    private (ParsedLock Held, string Step)? Conflict(StepDeclaration runner, INamedTypeSymbol flow, LockIdentity outer, Dictionary<ISymbol, ParsedLock> held, HashSet<string> searched)
    {
        Dictionary<ISymbol, ISymbol> passed = outer.PassedBy(runner.Member, flow).Where(argument => held.ContainsKey(argument.Value)).ToDictionary(
            static argument => argument.Key, static argument => argument.Value, (IEqualityComparer<ISymbol>)SymbolEqualityComparer.Default);
        if (searched.Count == MaxSearches || !searched.Add(KeyOf(flow, passed, held)))
        {
            return null;
        }

        LockIdentity identities = new(_context.Compilation, passed);
        LockBinder locks = new(new FlowContext(flow, _context.Compilation));
        foreach (StepDeclaration step in KnownFlows.StepsOf(flow, _context.Compilation))
        {
            foreach (ParsedLock needed in locks.Bind(step, ImmutableArray<ParsedParameter>.Empty))
            {
                if (needed.Key is null && identities.Of(needed.Member) is { } identity && held.TryGetValue(identity, out ParsedLock? outerLock))
                {
                    return (outerLock, $"{flow.Name}.{step.Name}");
                }
            }

            if (step.SubFlow?.Class is { } inner && SubFlow.IsInCompilation(inner, _context.Compilation) && Conflict(step, inner, identities, held, searched) is { } conflict)
            {
                return conflict;
            }
        }

        return null;
    }

    private static string KeyOf(INamedTypeSymbol flow, Dictionary<ISymbol, ISymbol> passed, Dictionary<ISymbol, ParsedLock> held)
    {
        List<ISymbol> known = [.. held.Keys];
        IEnumerable<string> arguments = passed
            .Select(argument => FormattableString.Invariant($"{((IParameterSymbol)argument.Key).Ordinal}={known.FindIndex(identity => identity.SameAs(argument.Value))}"))
            .OrderBy(static argument => argument, StringComparer.Ordinal);
        return $"{flow.ToDisplayString()}({string.Join(",", arguments)})";
    }

    // Whether the step always runs its own flow again. A member that may be null could end the recursion.
    private bool NeverEnds(StepDeclaration step, HashSet<ISymbol> seen)
    {
        if (step.CanBeSkipped || step.Type.NullableAnnotation != NullableAnnotation.NotAnnotated || step.SubFlow?.Class?.OriginalDefinition is not { } flow)
        {
            return false;
        }

        return flow.SameAs(_context.Flow.OriginalDefinition)
            || (seen.Add(flow)
                && SubFlow.IsInCompilation(flow, _context.Compilation)
                && KnownFlows.StepsOf(flow, _context.Compilation).Any(inner => inner.SubFlow is not null && NeverEnds(inner, seen)));
    }
}
