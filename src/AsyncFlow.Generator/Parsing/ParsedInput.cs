using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>An input of a flow, which callers give with each call: the <c>[Input]</c> parameters with one name.</summary>
/// <param name="first">The first of these parameters.</param>
internal sealed class ParsedInput(IParameterSymbol first)
{
    public IParameterSymbol First { get; } = first;

    public string Name => First.Name;

    /// <summary>All parameters of this name, in declaration order.</summary>
    public ImmutableArray<IParameterSymbol> Parameters { get; private set; } = ImmutableArray.Create(first);

    /// <summary>The type, which the first parameter determines. It accepts null only if every parameter does.</summary>
    public ITypeSymbol Type => Parameters.FirstOrDefault(static parameter => parameter.NullableAnnotation != NullableAnnotation.Annotated)?.Type ?? First.Type;

    /// <summary>The parameter that tells whether the input is optional.</summary>
    public IParameterSymbol Decisive => Parameters.FirstOrDefault(static parameter => !parameter.HasExplicitDefaultValue) ?? First;

    /// <summary>Whether callers may omit the input.</summary>
    public bool IsOptional => Decisive.HasExplicitDefaultValue;

    /// <summary>Adds another parameter of this name.</summary>
    public void Add(IParameterSymbol parameter) => Parameters = Parameters.Add(parameter);
}
