using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Binds a method that gives the key of a lock to the parameters of the step that needs the lock.</summary>
internal sealed class KeyBinder(Compilation compilation)
{
    /// <summary>The type of the keys, if the type is <c>FlowLocks&lt;TKey&gt;</c>; otherwise null.</summary>
    public static ITypeSymbol? KeyOf(ITypeSymbol? type) => type.Is("AsyncFlow", "FlowLocks", arity: 1) ? ((INamedTypeSymbol)type!).TypeArguments[0] : null;

    /// <summary>Binds a method.</summary>
    /// <param name="method">The method.</param>
    /// <param name="keyType">The type of the keys.</param>
    /// <param name="step">The name of the step.</param>
    /// <param name="parameters">The parameters of the step.</param>
    /// <returns>The key; or the reason why the method cannot give it.</returns>
    public (ParsedKey? Key, string? Problem) Bind(IMethodSymbol method, ITypeSymbol keyType, string step, ImmutableArray<ParsedParameter> parameters)
    {
        if (WhyNot(method, keyType) is { } problem)
        {
            return (null, problem);
        }

        ParsedParameter[] given = [.. parameters.Where(static parameter => parameter.Source != ParameterSource.Default)];
        Dictionary<IParameterSymbol, ParsedParameter> chosen = new(SymbolEqualityComparer.Default);
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            ParsedParameter[] fitting = [.. given.Where(candidate => !chosen.ContainsValue(candidate) && Producers.Fits(candidate.Symbol.Type, parameter.Type, compilation))];
            if (Choose(parameter, fitting) is { } only)
            {
                chosen.Add(parameter, only);
            }
            else if (fitting.Length > 0)
            {
                string names = string.Join(", ", fitting.Select(static candidate => $"'{candidate.Symbol.Name}'"));
                return (null, $"parameter '{parameter.Name}' of '{method.Name}' can take {names}; give it the name of one of them");
            }
            else if (!parameter.IsOptional)
            {
                return (null, $"parameter '{parameter.Name}' of '{method.Name}' needs '{parameter.Type.Display()}', which is not the type of a parameter of '{step}'{(chosen.Count == 0 ? "" : " that is left")}");
            }
        }

        return (new(method, keyType, method.Parameters.Select(parameter => chosen.TryGetValue(parameter, out ParsedParameter? source) ? source : null).ToImmutableArray()), null);
    }

    // The parameter of the same name, else the only one that fits, of the same type if there is one.
    private static ParsedParameter? Choose(IParameterSymbol parameter, ParsedParameter[] fitting) =>
        fitting.FirstOrDefault(candidate => candidate.Symbol.Name == parameter.Name)
        ?? Only([.. fitting.Where(candidate => candidate.Symbol.Type.SameAs(parameter.Type))])
        ?? Only(fitting);

    private static ParsedParameter? Only(ParsedParameter[] candidates) => candidates is [var only] ? only : null;

    private string? WhyNot(IMethodSymbol method, ITypeSymbol keyType) => method switch
    {
        { IsGenericMethod: true, IsDefinition: true } => $"'{method.Name}' is generic, and its type arguments are unknown",
        { ReturnsVoid: true } => $"'{method.Name}' returns void, not a key of type '{keyType.Display()}'",
        { RefKind: not RefKind.None } => $"'{method.Name}' returns a reference; return the key",
        _ when method.Parameters.FirstOrDefault(static parameter => parameter.RefKind is RefKind.Ref or RefKind.Out) is { } reference => $"parameter '{reference.Name}' of '{method.Name}' is passed by reference",
        _ when !StepDeclaration.IsUnavailable(method.ReturnType) && !StepDeclaration.IsUnavailable(keyType) && !Producers.Fits(method.ReturnType, keyType, compilation) =>
            $"'{method.Name}' returns '{method.ReturnType.Display()}', not a key of type '{keyType.Display()}'",
        _ => null,
    };
}
