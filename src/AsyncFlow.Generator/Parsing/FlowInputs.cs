using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Collects the inputs of a flow (FLOW020).</summary>
internal sealed class FlowInputs(FlowContext context)
{
    private readonly List<ParsedInput> _inputs = [];

    /// <summary>
    /// The inputs, in the order of the parameters of <c>ExecuteAsync</c>: in the order in which they are declared, but those that callers may
    /// omit after the others.
    /// </summary>
    public ImmutableArray<ParsedInput> Ordered => _inputs.OrderBy(static input => input.IsOptional).ToImmutableArray();

    /// <summary>Whether the parameter is marked as an input.</summary>
    public static bool IsInput(IParameterSymbol parameter) => parameter.FindAttribute("InputAttribute") is not null;

    /// <summary>The inputs of a flow of this compilation, without its findings.</summary>
    public static ImmutableArray<ParsedInput> Of(INamedTypeSymbol flow, Compilation compilation)
    {
        FlowInputs inputs = new(new FlowContext(flow, compilation));
        foreach (StepDeclaration step in StepCollector.Collect(flow, compilation))
        {
            inputs.Add(step);
        }

        return inputs.Ordered;
    }

    /// <summary>Adds the inputs that a step takes.</summary>
    public void Add(StepDeclaration step)
    {
        foreach (IParameterSymbol parameter in step.Method?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty)
        {
            if (!IsInput(parameter))
            {
                continue;
            }

            if (Find(parameter.Name) is not { } known)
            {
                _inputs.Add(new(parameter));
                continue;
            }

            known.Add(parameter);
            if (Difference(known.First, parameter) is { } difference)
            {
                context.Report(new FlowFinding(FlowDiagnostics.ConflictingInput, parameter.LocationOr(step.Member), parameter.Name, context.Flow.Name, difference)
                {
                    AdditionalLocations = ImmutableArray.Create(known.First.LocationOr(context.Flow)),
                });
            }
        }
    }

    /// <summary>The input with a name; null if there is none.</summary>
    public ParsedInput? Find(string name) => _inputs.Find(input => input.Name == name);

    /// <summary>The input with the name of an input of a flow that a step runs, if its type fits; otherwise null.</summary>
    public ParsedInput? OfInner(IParameterSymbol parameter) =>
        Find(parameter.Name) is { } own && Producers.Fits(own.Type, parameter.Type, context.Compilation) ? own : null;

    private string? Difference(IParameterSymbol first, IParameterSymbol other) =>
        !context.Compilation.ClassifyConversion(first.Type, other.Type).IsIdentity && !StepDeclaration.IsUnavailable(first.Type) && !StepDeclaration.IsUnavailable(other.Type)
            ? $"'{first.ContainingSymbol.Name}' takes it as '{first.Type.Display()}', but '{other.ContainingSymbol.Name}' as '{other.Type.Display()}'; use one type, or two names"
        : first.HasExplicitDefaultValue && other.HasExplicitDefaultValue && !Equals(first.ExplicitDefaultValue, other.ExplicitDefaultValue)
            ? $"its default is {DefaultValue.Of(first)} in '{first.ContainingSymbol.Name}', but {DefaultValue.Of(other)} in '{other.ContainingSymbol.Name}'; use one default, or two names"
        : null;
}
