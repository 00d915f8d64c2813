using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Races;

/// <summary>What a code fix of FLOW103 needs to know.</summary>
internal static class RaceProperties
{
    /// <summary>The flow class, as a documentation id.</summary>
    public const string Flow = nameof(Flow);

    /// <summary>The step that should go first.</summary>
    public const string Earlier = nameof(Earlier);

    /// <summary>The step that should wait for it.</summary>
    public const string Later = nameof(Later);

    public static ImmutableDictionary<string, string?> Of(ParsedStep one, ParsedStep other, ParsedFlow flow)
    {
        // All fixes together must not close a circle: they follow one order of all steps.
        var (earlier, later) = Wave(one) <= Wave(other) && (Wave(one) < Wave(other) || one.Index < other.Index) ? (one, other) : (other, one);
        return ImmutableDictionary<string, string?>.Empty
            .Add(Flow, flow.Type.GetDocumentationCommentId())
            .Add(Earlier, earlier.Name)
            .Add(Later, later.Name);

        int Wave(ParsedStep step)
        {
            int wave = 0;
            while (!flow.Graph.Waves[wave].Contains(step.Index))
            {
                wave++;
            }

            return wave;
        }
    }
}
