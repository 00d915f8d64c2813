using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>That a step runs once for each element of a list.</summary>
/// <param name="Parameter">The parameter that is the element.</param>
/// <param name="Argument">The step that gives the list, as the user names it; null where the place tells.</param>
/// <param name="MaxConcurrency">How many elements are worked on at the same time; 0 is no limit.</param>
/// <param name="List">The type of which the step's result is made: <c>IReadOnlyList&lt;T&gt;</c>.</param>
internal sealed record EachDeclaration(IParameterSymbol Parameter, NameArgument? Argument, int MaxConcurrency, INamedTypeSymbol List)
{
    /// <summary>What the first parameter with <c>[Each]</c> says; null if there is none.</summary>
    public static EachDeclaration? Of(IMethodSymbol method, Compilation compilation)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.FindAttribute("EachAttribute") is { } attribute)
            {
                return Of(parameter, NameArgument.Read(attribute) is [var argument] ? argument : null, Maximum(attribute), compilation);
            }
        }

        return null;
    }

    public static EachDeclaration Of(IParameterSymbol parameter, NameArgument? argument, int maxConcurrency, Compilation compilation) =>
        new(parameter, argument, maxConcurrency, compilation.GetSpecialType(SpecialType.System_Collections_Generic_IReadOnlyList_T));

    /// <summary>The type of the results of all elements.</summary>
    public ITypeSymbol ListOf(ITypeSymbol element) => List.Construct(element).WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    private static int Maximum(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "MaxConcurrency").Value.Value is int value ? value : 0;
}
