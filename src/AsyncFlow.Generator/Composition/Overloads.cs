using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Explains a name with several overloads. The compiler rejects such a name because the intended method is ambiguous. This
/// message also says which overload fits the results of the earlier items, and how to choose it.
/// </summary>
internal static class Overloads
{
    private static readonly SymbolDisplayFormat s_signature = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(SymbolDisplayMemberOptions.IncludeParameters)
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType);

    public static string Explain(ImmutableArray<IMethodSymbol> methods, IReadOnlyCollection<ITypeSymbol> results, Compilation compilation)
    {
        IMethodSymbol[] fitting = [.. methods.Where(method => Fits(method, results, compilation))];
        string all = $"it has several overloads: {Names(methods)}";
        return fitting switch
        {
            [] => $"{all}; none of them fits the results of the earlier items",
            [var only] when CastTo(only) is { } type => $"{all}; to use '{Name(only)}', add the cast ({type})",
            _ => $"{all}; choose one with a cast to its delegate type",
        };
    }

    private static bool Fits(IMethodSymbol method, IReadOnlyCollection<ITypeSymbol> results, Compilation compilation) =>
        !method.IsGenericMethod && method.Parameters.All(parameter =>
            parameter.IsOptional
            || ParsedParameter.OfRun(parameter) is not null
            || FlowInputs.IsInput(parameter)
            || results.Any(result => compilation.ClassifyConversion(result, parameter.Type) is { IsImplicit: true } conversion && (conversion.IsIdentity || conversion.IsReference)));

    // The delegate types of the framework cover most signatures.
    private static string? CastTo(IMethodSymbol method)
    {
        if (method.Parameters.Length > 16 || method.Parameters.Any(static parameter => parameter.RefKind != RefKind.None) || method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return null;
        }

        string[] types = [.. method.Parameters.Select(static parameter => parameter.Type.Display()), .. method.ReturnsVoid ? [] : (string[])[method.ReturnType.Display()]];
        string name = method.ReturnsVoid ? "Action" : "Func";
        return types.Length == 0 ? name : $"{name}<{string.Join(", ", types)}>";
    }

    private static string Names(IEnumerable<IMethodSymbol> methods) => string.Join(", ", methods.Select(static method => $"'{Name(method)}'"));

    private static string Name(IMethodSymbol method) => method.ToDisplayString(s_signature);
}
