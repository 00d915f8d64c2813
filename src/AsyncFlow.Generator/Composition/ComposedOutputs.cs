using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Finds the output types of composed flows in this compilation. Flows that run them as steps need the types, and the
/// generator cannot see generated members.
/// </summary>
internal sealed class ComposedOutputs(Compilation compilation)
{
    private readonly Dictionary<INamedTypeSymbol, ITypeSymbol?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The type of a flow's output; null if the flow has no output or is not composed.</summary>
    public ITypeSymbol? Of(INamedTypeSymbol flow)
    {
        INamedTypeSymbol definition = flow.OriginalDefinition;
        if (!_known.TryGetValue(definition, out ITypeSymbol? output))
        {
            // Ends the recursion for a flow whose output depends on itself: it has no output.
            _known.Add(definition, null);
            FlowContext context = new(definition, compilation);
            ComposedFlow? composed = CompositionParser.Parse(context, StepCollector.Collect(definition, compilation), Of);
            _known[definition] = output = composed?.Output?.Result;
        }

        return output is null ? null : Construct(output, flow);
    }

    // Substitutes the type arguments of the flow.
    private ITypeSymbol Construct(ITypeSymbol type, INamedTypeSymbol flow) => type switch
    {
        ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type } parameter => Argument(parameter, flow) ?? type,
        IArrayTypeSymbol array => compilation.CreateArrayTypeSymbol(Construct(array.ElementType, flow), array.Rank, array.ElementNullableAnnotation),
        INamedTypeSymbol { IsGenericType: true, ContainingType: null } named => named.OriginalDefinition
            .Construct([.. named.TypeArguments.Select(argument => Construct(argument, flow))])
            .WithNullableAnnotation(named.NullableAnnotation),
        _ => type,
    };

    private static ITypeSymbol? Argument(ITypeParameterSymbol parameter, INamedTypeSymbol flow) => flow.EnclosingTypes().Prepend(flow)
        .Where(type => type.OriginalDefinition.SameAs(parameter.ContainingType))
        .Select(type => type.TypeArguments[parameter.Ordinal])
        .FirstOrDefault();
}
