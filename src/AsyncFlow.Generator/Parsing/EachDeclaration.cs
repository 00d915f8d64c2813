using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Describes a step that runs once for each element of a list.</summary>
/// <param name="Parameter">The parameter that takes the element.</param>
/// <param name="Argument">The name of the step that produces the list; null in a composition, where the order determines it.</param>
/// <param name="MaxConcurrency">The maximum number of elements that are processed at the same time; 0 for no limit.</param>
/// <param name="Buffer">How many elements may wait; 0 for as many as are processed at the same time.</param>
/// <param name="List">The generic type of the step's result: <c>IReadOnlyList&lt;T&gt;</c>.</param>
internal sealed record EachDeclaration(IParameterSymbol Parameter, NameArgument? Argument, int MaxConcurrency, int Buffer, INamedTypeSymbol List)
{
    /// <summary>The declaration of the first parameter with <c>[Each]</c>; null if there is none.</summary>
    public static EachDeclaration? Of(IMethodSymbol method, Compilation compilation)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.FindAttribute("EachAttribute") is { } attribute)
            {
                return Of(parameter, NameArgument.Read(attribute) is [var argument] ? argument : null, Number(attribute, "MaxConcurrency"), compilation, Number(attribute, "Buffer"));
            }
        }

        return null;
    }

    public static EachDeclaration Of(IParameterSymbol parameter, NameArgument? argument, int maxConcurrency, Compilation compilation, int buffer = 0) =>
        new(parameter, argument, maxConcurrency, buffer, compilation.GetSpecialType(SpecialType.System_Collections_Generic_IReadOnlyList_T));

    /// <summary>The type of the list of all results.</summary>
    public ITypeSymbol ListOf(ITypeSymbol element) => List.Construct(element).WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    private static int Number(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value is int value ? value : 0;
}
