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

        if (held.Count > 0 && Conflict(step.Declaration, flow, identities, held, new(SymbolEqualityComparer.Default)) is var (outerLock, inner))
        {
            _context.Report(
                FlowDiagnostics.NonTerminatingFlow,
                outerLock.Location ?? step.Declaration.Location,
                step.Name,
                flow.Name,
                $"it holds '{outerLock.Name}', and step '{inner}' would wait for that lock forever; hold it in only one of them");
        }
    }

    // The lock that a step of the flow, or of a nested flow, would wait for, and that step.
    private (ParsedLock Held, string Step)? Conflict(StepDeclaration runner, INamedTypeSymbol flow, LockIdentity outer, Dictionary<ISymbol, ParsedLock> held, HashSet<ISymbol> around)
    {
        if (!around.Add(flow))
        {
            return null;
        }

        LockIdentity identities = new(_context.Compilation, outer.PassedBy(runner.Member, flow));
        LockBinder locks = new(new FlowContext(flow, _context.Compilation));
        foreach (StepDeclaration step in StepCollector.Collect(flow, _context.Compilation))
        {
            foreach (ParsedLock needed in locks.Bind(step, ImmutableArray<ParsedParameter>.Empty))
            {
                if (needed.Key is null && identities.Of(needed.Member) is { } identity && held.TryGetValue(identity, out ParsedLock? outerLock))
                {
                    return (outerLock, $"{flow.Name}.{step.Name}");
                }
            }

            if (step.SubFlow?.Class is { } inner && SubFlow.IsInCompilation(inner, _context.Compilation) && Conflict(step, inner, identities, held, around) is { } conflict)
            {
                return conflict;
            }
        }

        around.Remove(flow);
        return null;
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
                && StepCollector.Collect(flow, _context.Compilation).Any(inner => inner.SubFlow is not null && NeverEnds(inner, seen)));
    }
}
