using System.Collections.Immutable;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Analyzers.Summaries;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>What the parts of a method do to state that others see, including all that they call.</summary>
internal sealed class PartEffects
{
    private readonly IReadOnlyList<Access> _accesses;
    private readonly IReadOnlyList<OpaqueCall> _calls;

    private PartEffects(IReadOnlyList<Access> accesses, IReadOnlyList<OpaqueCall> calls, bool isUnknown)
    {
        _accesses = accesses;
        _calls = calls;
        IsCommand = isUnknown || calls.Any(static call => call.IsCommand);
    }

    /// <summary>Whether the part may change something whose order matters.</summary>
    public bool IsCommand { get; }

    public static IReadOnlyList<PartEffects> Of(IEnumerable<AwaitPart> parts, IMethodSymbol method, SemanticModel model, CancellationToken cancellationToken)
    {
        MethodSummaries summaries = new(method.ContainingType, model.Compilation, static (method, body, summaries, summary) => MethodBodyWalker.Read(method, body, summaries, summary));
        MethodBinding self = new(
            method,
            StateLocation.This,
            method.Parameters.Select(static parameter => (parameter.OriginalDefinition, StateLocation.Of(parameter.OriginalDefinition))).ToImmutableArray());
        LocationReader locations = new(namesLocals: true);
        List<PartEffects> effects = [];
        foreach (AwaitPart part in parts)
        {
            MethodSummary summary = new();
            if (model.GetOperation(part.Syntax, cancellationToken) is { } operation)
            {
                MethodBodyWalker.Read(method, operation, summaries, summary, locations);
                effects.Add(ReachableMethods.EffectsOf(summary, self, summaries) is { } known ? new(known.Accesses, known.OpaqueCalls, isUnknown: false) : new([], [], isUnknown: true));
            }
            else
            {
                effects.Add(new([], [], isUnknown: true));
            }
        }

        return effects;
    }

    /// <summary>Whether the order of two parts matters.</summary>
    public bool Conflicts(PartEffects other) =>
        IsCommand
        || other.IsCommand
        || _accesses.Any(access => other._accesses.Any(second => Conflicts(access, second)))
        || _calls.Any(call => other._calls.Any(second => call.Receiver is { } one && second.Receiver is { } two && one.Overlaps(two) && !ThreadSafety.IsSafe(one.Type)));

    private static bool Conflicts(Access one, Access other) =>
        one.Kind != AccessKind.Unknown
        && other.Kind != AccessKind.Unknown
        && (one.Kind == AccessKind.Write || other.Kind == AccessKind.Write)
        && one.Location.Overlaps(other.Location);
}
