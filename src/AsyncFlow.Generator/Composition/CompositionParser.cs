using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>What the composition of a flow says.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Output">The one step that ends the flow, if there is one and it has a result: that is what the flow gives.</param>
internal sealed record ComposedFlow(ImmutableArray<ParsedStep> Steps, ParsedStep? Output);

/// <summary>Finds out what a flow with a <c>[Composition]</c> is made of.</summary>
internal static class CompositionParser
{
    private static readonly ComposedFlow s_nothing = new(ImmutableArray<ParsedStep>.Empty, null);

    /// <summary>The composed flow; null for a class that has no composition, or steps by attributes too (FLOW012).</summary>
    /// <param name="context">The flow.</param>
    /// <param name="steps">Its steps by attributes.</param>
    /// <param name="outputs">Tells what composed flows give.</param>
    public static ComposedFlow? Parse(FlowContext context, ImmutableArray<StepDeclaration> steps, ComposedOutput outputs)
    {
        ISymbol[] compositions = [.. context.Flow.GetMembers().Where(static member => member.IsComposition())];
        if (compositions.Length == 0)
        {
            return null;
        }

        CompositionCache sources = new(context.Compilation);
        ISymbol? composition = FlowOf(compositions, sources, context);
        if (!steps.IsEmpty)
        {
            ReportBoth(composition ?? compositions[0], steps, context);
            return null;
        }

        if (composition is null)
        {
            return s_nothing;
        }

        CompositionExpander expander = new(context, sources);
        if (expander.Expand(composition) is not { } root)
        {
            return s_nothing;
        }

        (ImmutableArray<ParsedStep> parsed, ImmutableArray<int> last) = new CompositionBinder(context, ComposedStepNames.For(expander.Steps, context), outputs).Bind(root);
        return new(parsed, last is [int only] && parsed[only].Declaration.Return.Result is not null ? parsed[only] : null);
    }

    // The composition that no other of the class is made of; the others are used.
    private static ISymbol? FlowOf(ISymbol[] compositions, CompositionCache sources, FlowContext context)
    {
        if (compositions is [var single])
        {
            return single;
        }

        HashSet<ISymbol> used = new(compositions.SelectMany(member => sources.Get(member)?.SubCompositions ?? []).Select(static sub => sub.Member), SymbolEqualityComparer.Default);
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
