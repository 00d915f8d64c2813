using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// A flow that can never end within a step (FLOW017): it needs a lock that the step holds, or it runs the step's own flow again,
/// without end. Only what is sure counts, in flows of this compilation.
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
            if (step.Declaration.SubFlow?.Class is not { } flow || !SubFlow.IsMadeHere(flow, context.Compilation))
            {
                continue;
            }

            rule.CheckLocks(step, flow);
            if (rule.NeverEnds(step.Declaration, new(SymbolEqualityComparer.Default)))
            {
                context.Report(
                    FlowDiagnostics.ImpossibleFlow,
                    step.Declaration.TypePlace,
                    step.Name,
                    flow.Name,
                    $"'{context.Flow.Name}' would run within itself without end; give a step on the way a [When]");
            }
        }
    }

    private void CheckLocks(ParsedStep step, INamedTypeSymbol flow)
    {
        LockIdentity identities = new(_context.Compilation, null);
        Dictionary<ISymbol, ParsedLock> held = new(SymbolEqualityComparer.Default);
        foreach (ParsedLock named in step.Locks)
        {
            // Of another object's member, nobody knows which object that is.
            if (named.Receiver is null && identities.Of(named.Member) is { } identity && identities.IsExclusive(identity))
            {
                held[identity] = named;
            }
        }

        if (held.Count > 0 && Conflict(step.Declaration, flow, identities, held, new(SymbolEqualityComparer.Default)) is var (theirs, inner))
        {
            _context.Report(
                FlowDiagnostics.ImpossibleFlow,
                theirs.Location ?? step.Declaration.Place,
                step.Name,
                flow.Name,
                $"it holds '{theirs.Name}' meanwhile, for which step '{inner}' would wait forever; let only one of the two hold it");
        }
    }

    // The lock that a step of the flow, or of a flow within it, would wait for, and that step.
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
            foreach (ParsedLock needed in locks.Bind(step))
            {
                if (identities.Of(needed.Member) is { } identity && held.TryGetValue(identity, out ParsedLock? theirs))
                {
                    return (theirs, $"{flow.Name}.{step.Name}");
                }
            }

            if (step.SubFlow?.Class is { } inner && SubFlow.IsMadeHere(inner, _context.Compilation) && Conflict(step, inner, identities, held, around) is { } conflict)
            {
                return conflict;
            }
        }

        around.Remove(flow);
        return null;
    }

    // Whether running the step surely runs its own flow again. A member that may be null could end it.
    private bool NeverEnds(StepDeclaration step, HashSet<ISymbol> seen)
    {
        if (step.CanBeSkipped || step.Type.NullableAnnotation != NullableAnnotation.NotAnnotated || step.SubFlow?.Class?.OriginalDefinition is not { } flow)
        {
            return false;
        }

        return flow.SameAs(_context.Flow.OriginalDefinition)
            || (seen.Add(flow)
                && SubFlow.IsMadeHere(flow, _context.Compilation)
                && StepCollector.Collect(flow, _context.Compilation).Any(inner => inner.SubFlow is not null && NeverEnds(inner, seen)));
    }
}
