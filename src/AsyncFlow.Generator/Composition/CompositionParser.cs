using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>The parsed composition of a flow.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Output">The last step, if there is only one and it has a result. Its result is the output of the flow.</param>
internal sealed record ComposedFlow(ImmutableArray<ParsedStep> Steps, ParsedStep? Output);

/// <summary>Parses a flow with a <c>[Composition]</c>.</summary>
internal static class CompositionParser
{
    private static readonly ComposedFlow s_empty = new(ImmutableArray<ParsedStep>.Empty, null);

    /// <summary>Parses the composition; null if the class has none, or also has <c>[Step]</c> members (FLOW012).</summary>
    /// <param name="context">The flow.</param>
    /// <param name="steps">The <c>[Step]</c> members of the flow.</param>
    /// <param name="composed">Finds the signatures of composed flows.</param>
    public static ComposedFlow? Parse(FlowContext context, ImmutableArray<StepDeclaration> steps, ComposedSignatures composed)
    {
        ISymbol[] compositions = [.. context.Flow.GetMembers().Where(static member => member.IsComposition())];
        if (compositions.Length == 0)
        {
            return null;
        }

        CompositionCache cache = new(context.Compilation);
        ISymbol? composition = TopLevel(compositions, cache, context);
        if (!steps.IsEmpty)
        {
            ReportBoth(composition ?? compositions[0], steps, context);
            return null;
        }

        if (composition is null)
        {
            return s_empty;
        }

        CompositionExpander expander = new(context, cache);
        if (expander.Expand(composition) is not { } root)
        {
            return s_empty;
        }

        (ImmutableArray<ParsedStep> parsed, ImmutableArray<int> last) = new CompositionBinder(context, ComposedStepNames.For(expander.Steps, context), composed).Bind(root);
        return new(parsed, last is [int only] && parsed[only].Declaration.Return.Result is not null ? parsed[only] : null);
    }

    // The top-level composition: the one that no other composition of the class uses.
    private static ISymbol? TopLevel(ISymbol[] compositions, CompositionCache cache, FlowContext context)
    {
        if (compositions is [var single])
        {
            return single;
        }

        HashSet<ISymbol> used = new(compositions.SelectMany(member => cache.Get(member)?.SubCompositions ?? []).Select(static sub => sub.Member), SymbolEqualityComparer.Default);
        ISymbol[] unused = [.. compositions.Where(member => !used.Contains(member))];
        switch (unused)
        {
            case []:
                context.ReportedElsewhere.Add(FlowDiagnostics.UnreadableComposition.Id);
                return null;
            case [var only]:
                return only;
            default:
                string names = string.Join(", ", unused.Select(static member => $"'{member.Name}'"));
                context.Report(new FlowFinding(
                    FlowDiagnostics.UnreadableComposition,
                    unused[1].LocationOr(context.Flow),
                    unused[1].Name,
                    $"'{context.Flow.Name}' has several top-level compositions ({names}), but only one can be the flow; use the others in it, or move them to another class")
                {
                    AdditionalLocations = unused.Where((_, i) => i != 1).Select(member => member.LocationOr(context.Flow)).ToImmutableArray(),
                });
                return null;
        }
    }

    private static void ReportBoth(ISymbol composition, ImmutableArray<StepDeclaration> steps, FlowContext context) =>
        context.Report(new FlowFinding(
            FlowDiagnostics.CompositionAndSteps,
            composition.LocationOr(context.Flow),
            context.Flow.Name,
            composition.Name,
            string.Join(", ", steps.Take(3).Select(static step => $"'{step.Name}'")) + (steps.Length > 3 ? " and more" : ""))
        {
            AdditionalLocations = steps.Select(static step => step.Location).ToImmutableArray(),
        });
}
