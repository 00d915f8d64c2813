using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Plan;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the upstream steps of a step: the steps that it names, and the steps whose results its parameters take.</summary>
internal sealed class EdgeBinder(FlowContext context, ImmutableArray<StepDeclaration> steps, StepNames names)
{
    private readonly Producers _producers = new(steps, context.Compilation);

    /// <summary>The edges that <c>[Step]</c> names.</summary>
    public IEnumerable<ParsedEdge> Named(StepDeclaration step)
    {
        foreach (NameArgument argument in (step.Attribute is { } attribute ? NameArgument.Read(attribute) : ImmutableArray<NameArgument>.Empty))
        {
            if (Find(argument, step) is int upstream)
            {
                yield return new(upstream, EdgeKind.Named, argument, null);
            }
        }
    }

    /// <summary>The source of a parameter, and the edge that it creates.</summary>
    public (ParsedParameter Parameter, ParsedEdge? Edge) Bind(IParameterSymbol parameter, int step)
    {
        if (context.Unsupported.Contains(steps[step]))
        {
            return (new(parameter, ParameterSource.Default), null);
        }

        if (steps[step].SubFlow is not null)
        {
            return BindInnerInput(parameter, step);
        }

        if (steps[step].Each is { } each && each.Parameter.SameAs(parameter))
        {
            return each.Argument is { } list && Find(list, steps[step]) is int source && ElementOf(source, parameter, list, steps[step]) is { } element
                ? (new(parameter, ParameterSource.Element, source, element), new(source, EdgeKind.Each, list, parameter))
                : (new(parameter, ParameterSource.Default), null);
        }

        // A second one is an error, which is reported for the step.
        if (parameter.FindAttribute("EachAttribute") is not null)
        {
            return (new(parameter, ParameterSource.Default), null);
        }

        if (parameter.FindAttribute("FromAttribute") is { } from)
        {
            return NameArgument.Read(from) is [NameArgument argument] && Find(argument, steps[step]) is int named && Produces(named, parameter, argument, steps[step])
                ? (Taking(parameter, named), new(named, EdgeKind.From, argument, parameter))
                : (new(parameter, ParameterSource.Default), null);
        }

        if (ParsedParameter.OfRun(parameter) is { } given)
        {
            return (given, null);
        }

        if (FlowInputs.IsInput(parameter) && context.Inputs.Find(parameter.Name) is { } input)
        {
            return (ParsedParameter.OfInput(parameter, input), null);
        }

        return BindResult(parameter, step);
    }

    // An input of the flow that a step runs: the input of this flow with the same name, or else the result of a step.
    private (ParsedParameter Parameter, ParsedEdge? Edge) BindInnerInput(IParameterSymbol parameter, int step) =>
        context.Inputs.OfInner(parameter) is { } own ? (ParsedParameter.OfInput(parameter, own), null) : BindResult(parameter, step);

    private (ParsedParameter Parameter, ParsedEdge? Edge) BindResult(IParameterSymbol parameter, int step) => ProducerOf(parameter, step) is int producer
        ? (Taking(parameter, producer), new(producer, EdgeKind.ByType, null, parameter))
        : (new(parameter, ParameterSource.Default), null);

    private ParsedParameter Taking(IParameterSymbol parameter, int producer) => ParsedParameter.OfStep(parameter, producer, steps[producer], context.Compilation);

    private int? Find(NameArgument argument, StepDeclaration step)
    {
        if (names.Find(argument.Value) is int index)
        {
            return index;
        }

        if (argument.IsInError(context.Compilation))
        {
            context.ReportedElsewhere.Add("CS0103");
            return null;
        }

        string written = argument.Value ?? "null";
        bool isMethod = argument.Value is { } method && context.Flow.BaseClasses().Prepend(context.Flow).Any(type => type.GetMembers(method).Any(static member => member is IMethodSymbol));
        string? suggestion = isMethod ? null : Suggestion.For(written, names.All.Where(name => name != step.Name));
        string hint = isMethod ? "; it is a method without [Step]" : suggestion is null ? "" : $"; did you mean '{suggestion}'?";
        context.ReportShared(step, new FlowFinding(FlowDiagnostics.UnknownStep, context.At(step, argument.Location), written, context.Flow.Name, hint)
        {
            Suggestion = suggestion is not null && steps[names.Find(suggestion)!.Value].CanBeNamed && !step.IsInherited ? suggestion : null,
            AdditionalLocations = FlowContext.Also(step, argument.Location),
        });
        return null;
    }

    private bool Produces(int producer, IParameterSymbol parameter, NameArgument argument, StepDeclaration step)
    {
        StepDeclaration source = steps[producer];
        if (source.HasUnknownResult || StepDeclaration.IsUnavailable(parameter.Type))
        {
            return true;
        }

        if ((source.Result is { } result && _producers.Fits(result, parameter.Type)) || (OutcomeType.Of(parameter.Type) is { } outcome && _producers.HasOutcome(producer, outcome)))
        {
            return true;
        }

        ReportMismatch(parameter, argument, step, $", but '{source.Name}' {(source.Result is null ? "has no result" : $"produces '{source.Result.Display()}'")}");
        return false;
    }

    private ITypeSymbol? ElementOf(int producer, IParameterSymbol parameter, NameArgument argument, StepDeclaration step)
    {
        StepDeclaration source = steps[producer];
        if (source.HasUnknownResult || StepDeclaration.IsUnavailable(parameter.Type))
        {
            return parameter.Type;
        }

        if (source.Result is { } result && ElementTypes.Find(result, parameter.Type, _producers.Fits) is { } element)
        {
            return element;
        }

        ReportMismatch(parameter, argument, step, $" elements, but '{source.Name}' {(source.Result is null ? "has no result" : $"produces '{source.Result.Display()}'")}");
        return null;
    }

    private void ReportMismatch(IParameterSymbol parameter, NameArgument argument, StepDeclaration step, string detail) =>
        Report(FlowDiagnostics.NoProducer, parameter, step, argument.Location ?? parameter.LocationOr(context.Flow), detail);

    private void Report(DiagnosticDescriptor descriptor, IParameterSymbol parameter, StepDeclaration step, Location place, string detail)
    {
        FlowFinding finding = new(descriptor, context.At(step, place), parameter.Name, FlowContext.NameOf(step), parameter.Type.Display(), detail)
        {
            AdditionalLocations = FlowContext.Also(step, place),
        };
        if (descriptor == FlowDiagnostics.NoProducer)
        {
            context.ReportShared(step, finding);
        }
        else
        {
            context.Report(finding);
        }
    }

    private int? ProducerOf(IParameterSymbol parameter, int step)
    {
        if (!SignatureRules.CanBeResult(parameter))
        {
            return null;
        }

        ImmutableArray<int> producers = _producers.Of(parameter.Type, except: step);
        if (producers is [int only])
        {
            return only;
        }

        if (producers.IsEmpty)
        {
            if (!parameter.IsOptional && !parameter.IsParams && !_producers.AnyUnknown)
            {
                string flow = steps[step].IsInherited ? $" of '{context.Flow.Name}'" : "";
                ReportHere(FlowDiagnostics.NoProducer, $", which no step{flow} produces{Hint()}");
            }

            return null;
        }

        ReportHere(FlowDiagnostics.SeveralProducers, string.Join(", ", producers.Select(producer => $"'{steps[producer].Name}'")) + (steps[step].SubFlow is null ? "; choose one with [From]" : "; write a method that runs the flow with one of them"));
        return null;

        string Hint() => ListHint() ?? ConversionHint(parameter, step) ?? (steps[step].SubFlow is null ? "; if callers give it, mark it [Input] or take it in the constructor" : "; write a method that runs the flow if it should be something else");

        // The user may have missed that a step which runs once for each element produces a read-only list.
        string? ListHint()
        {
            foreach (StepDeclaration other in steps.Where((other, i) => i != step && other is { Each: not null, Result: not null }))
            {
                if (_producers.Fits(other.Return.Result!, parameter.Type))
                {
                    return $"; '{other.Name}' runs once for each element, so it produces '{other.Result!.Display()}'";
                }

                if (ElementTypes.Find(parameter.Type, other.Return.Result!, _producers.Fits) is not null)
                {
                    return $"; '{other.Name}' produces '{other.Result!.Display()}', so take that";
                }
            }

            return null;
        }

        void ReportHere(DiagnosticDescriptor descriptor, string detail) =>
            Report(descriptor, parameter, steps[step], steps[step].SubFlow is null ? parameter.LocationOr(steps[step].Member) : steps[step].Location, detail);
    }

    // A parameter that takes a result only if it is named, or the task of a result.
    private string? ConversionHint(IParameterSymbol parameter, int except)
    {
        ITypeSymbol wanted = parameter.Type;
        ITypeSymbol? awaited = StepReturn.IsTask(wanted) && wanted is INamedTypeSymbol { TypeArguments: [var argument] } ? argument : null;
        foreach (StepDeclaration other in steps.Where((other, i) => i != except && other.Result is not null))
        {
            if (awaited is not null && _producers.Fits(other.Result!, awaited))
            {
                return $"; steps take results and not tasks, so use '{other.Result!.Display()}' for the result of '{other.Name}'";
            }

            if (wanted.SpecialType != SpecialType.System_Object && _producers.Fits(other.Result!, wanted))
            {
                return $"; to convert the result of '{other.Name}', which is '{other.Result!.Display()}', add [From(nameof({other.Name}))]";
            }
        }

        return null;
    }
}
