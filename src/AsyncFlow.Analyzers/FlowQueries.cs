using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers;

/// <summary>Queries about flows for code fixes.</summary>
internal static class FlowQueries
{
    /// <summary>The names of the steps whose result a parameter of a step can take.</summary>
    public static ImmutableArray<string> ProducersOf(IParameterSymbol parameter, Compilation compilation)
    {
        INamedTypeSymbol flow = parameter.ContainingType;
        ImmutableArray<StepDeclaration> steps = StepCollector.Collect(flow, compilation);
        return new Producers(steps, compilation).Of(parameter.Type, except: -1)
            .Where(producer => !steps[producer].Member.SameAs(parameter.ContainingSymbol))
            .Select(producer => steps[producer].Name)
            .ToImmutableArray();
    }
}
