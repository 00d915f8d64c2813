using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// What composed flows of this compilation give, for those who run them as steps: the generator sees no generated member.
/// </summary>
internal sealed class ComposedOutputs(Compilation compilation)
{
    private readonly Dictionary<INamedTypeSymbol, ITypeSymbol?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The type of a flow's output; null for a flow that has none, or is not composed.</summary>
    public ITypeSymbol? Of(INamedTypeSymbol flow)
    {
        INamedTypeSymbol definition = flow.OriginalDefinition;
        if (!_known.TryGetValue(definition, out ITypeSymbol? output))
        {
            // A flow whose output is that of a flow whose output is its own has none.
            _known.Add(definition, null);
            FlowContext context = new(definition, compilation);
            ComposedFlow? composed = CompositionParser.Parse(context, StepCollector.Collect(definition, compilation), Of);
            _known[definition] = output = composed?.Output?.Result;
        }

        return output is null ? null : Construct(output, flow);
    }

    // The type with the flow's type arguments in it.
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
