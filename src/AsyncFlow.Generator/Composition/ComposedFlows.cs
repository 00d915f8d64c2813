using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Finds the signatures of composed flows in this compilation. Flows that run them as steps need the types, and the
/// generator cannot see generated members.
/// </summary>
internal sealed class ComposedFlows(Compilation compilation)
{
    private readonly Dictionary<INamedTypeSymbol, ComposedSignature?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>What a flow takes and gives; null if it is not composed.</summary>
    public ComposedSignature? SignatureOf(INamedTypeSymbol flow)
    {
        INamedTypeSymbol definition = flow.OriginalDefinition;
        if (!_known.TryGetValue(definition, out ComposedSignature? signature))
        {
            // Ends the recursion for a flow whose output depends on itself: it has no output.
            _known.Add(definition, null);
            FlowContext context = new(definition, compilation);
            ComposedFlow? composed = CompositionParser.Parse(context, StepCollector.Collect(definition, compilation), SignatureOf);
            _known[definition] = signature = composed is null ? null : new(composed.Output?.Result, context.Inputs.Ordered);
        }

        return signature?.Output is { } output ? signature with { Output = Construct(output, flow) } : signature;
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
