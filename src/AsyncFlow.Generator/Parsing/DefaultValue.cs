using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The value of a parameter without an argument, as an expression of its type: its default value, or an empty collection for <c>params</c>.</summary>
internal static class DefaultValue
{
    public static string Of(IParameterSymbol parameter)
    {
        string type = TypeText.Full(parameter.Type);
        if (parameter.IsParams)
        {
            return parameter.Type is IArrayTypeSymbol { ElementType: var element } ? $"global::System.Array.Empty<{TypeText.Full(element)}>()" : $"({type})[]";
        }

        return parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } value }
            ? HasLiterals(parameter.Type) ? Constant(value) : $"({type})({Constant(value)})"
            : $"default({type}){(parameter.Type.IsValueType ? "" : "!")}";
    }

    private static bool HasLiterals(ITypeSymbol type) => type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String
        or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal;

    private static string Constant(object value) => value switch
    {
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        char letter => SymbolDisplay.FormatLiteral(letter, quote: true),
        bool condition => condition ? "true" : "false",
        double number => Real(number, double.IsNaN(number) || double.IsInfinity(number), "double", "D"),
        float number => Real(number, float.IsNaN(number) || float.IsInfinity(number), "float", "F"),
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        DateTime time => FormattableString.Invariant($"new global::System.DateTime({time.Ticks}L)"),
        uint or ulong => FormattableString.Invariant($"{value}U"),
        long.MinValue => "long.MinValue",
        int.MinValue => "int.MinValue",
        long => FormattableString.Invariant($"{value}L"),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => "default",
    };

    // The format 'R' preserves the value.
    private static string Real(IFormattable number, bool isSpecial, string type, string suffix) => number.ToString("R", CultureInfo.InvariantCulture) switch
    {
        "NaN" => $"{type}.NaN",
        var text when isSpecial => $"{type}.{(text.StartsWith("-", StringComparison.Ordinal) ? "NegativeInfinity" : "PositiveInfinity")}",
        var text => text + suffix,
    };
}
