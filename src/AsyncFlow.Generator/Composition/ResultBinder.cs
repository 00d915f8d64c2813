using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Finds the sources of the parameters of a composition's steps (FLOW004, FLOW005).</summary>
/// <param name="context">The flow.</param>
/// <param name="declarations">The declarations of the steps up to the one that is being bound.</param>
internal sealed class ResultBinder(FlowContext context, IReadOnlyList<StepDeclaration> declarations)
{
    private readonly NearestProducers _producers = new(declarations, context.Compilation);

    /// <summary>
    /// The parameter that takes the element in a step that runs once for each element: the first parameter for which an
    /// earlier item produces a list.
    /// </summary>
    public IParameterSymbol? ElementParameter(StepNode step, string name, EarlierItems? before)
    {
        IParameterSymbol[] candidates = [.. ((IMethodSymbol)step.Member).Parameters.Where(static parameter => ParsedParameter.OfRun(parameter) is null && !FlowInputs.IsInput(parameter) && SignatureRules.CanBeResult(parameter))];
        IParameterSymbol? element = candidates.FirstOrDefault(parameter => !_producers.FindLists(parameter.Type, before).IsEmpty);
        if (element is not null || candidates is [])
        {
            if (element is null)
            {
                context.Report(FlowDiagnostics.UnsupportedStep, step.Location, name, context.Flow.Name, "it runs once for each element, but has no parameter for the element");
            }

            return element;
        }

        if (!_producers.AnyUnknown(before))
        {
            Report(FlowDiagnostics.NoProducer, candidates[0], name, step.Location, " elements, but no earlier step produces a list of them");
        }

        return candidates[0];
    }

    public ParsedParameter Bind(IParameterSymbol parameter, StepDeclaration step, EarlierItems? before)
    {
        if (ParsedParameter.OfRun(parameter) is { } given)
        {
            return given;
        }

        if (InputOf(parameter, step) is { } input)
        {
            return ParsedParameter.OfInput(parameter, input);
        }

        if (!SignatureRules.CanBeResult(parameter))
        {
            return new(parameter, ParameterSource.Default);
        }

        bool isElement = step.Each?.Parameter.SameAs(parameter) == true;
        ImmutableArray<int> producers = isElement ? _producers.FindLists(parameter.Type, before) : _producers.Find(parameter.Type, before);
        if (producers.IsEmpty && OutcomeType.Of(parameter.Type) is { } outcome)
        {
            producers = _producers.Find(outcome, before);
        }

        if (producers is [int only])
        {
            return isElement
                ? new(parameter, ParameterSource.Element, only, _producers.ElementOf(declarations[only].Result!, parameter.Type))
                : ParsedParameter.OfStep(parameter, only, declarations[only], context.Compilation);
        }

        if (!producers.IsEmpty)
        {
            string names = string.Join(", ", producers.Select(producer => $"'{declarations[producer].Name}'"));
            Report(FlowDiagnostics.SeveralProducers, parameter, step.Name, step.Location, $"{names}; combine them in a step after the branches");
        }
        else if (!isElement && !parameter.IsOptional && !parameter.IsParams && !_producers.AnyUnknown(before))
        {
            Report(FlowDiagnostics.NoProducer, parameter, step.Name, step.Location, ", which no earlier step produces; if callers give it, mark it [Input] or take it in the constructor");
        }

        return new(parameter, ParameterSource.Default);
    }

    private ParsedInput? InputOf(IParameterSymbol parameter, StepDeclaration step) => step.SubFlow is not null ? context.Inputs.OfInner(parameter)
        : FlowInputs.IsInput(parameter) ? context.Inputs.Find(parameter.Name)
        : null;

    private void Report(DiagnosticDescriptor descriptor, IParameterSymbol parameter, string step, Location location, string detail) => context.Report(
        descriptor,
        location,
        parameter.Name,
        step,
        parameter.Type.Display(),
        detail);
}
