using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds steps by the types of their results.</summary>
internal sealed class Producers
{
    private readonly ImmutableArray<StepDeclaration> _steps;
    private readonly Compilation _compilation;
    private readonly Dictionary<ITypeSymbol, List<int>> _byType = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ITypeSymbol, ImmutableArray<int>> _found = new(SymbolEqualityComparer.Default);

    public Producers(ImmutableArray<StepDeclaration> steps, Compilation compilation)
    {
        _steps = steps;
        _compilation = compilation;
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].Result is { } result)
            {
                ITypeSymbol key = Key(result);
                if (!_byType.TryGetValue(key, out List<int>? producers))
                {
                    _byType.Add(key, producers = []);
                }

                producers.Add(i);
            }
        }

        AnyUnknown = steps.Any(static step => step.HasUnknownResult);
    }

    /// <summary>Whether the result type of a step is unknown, so that it could be any type.</summary>
    public bool AnyUnknown { get; }

    /// <summary>
    /// The other steps that produce a type, in declaration order: the steps whose result has this type, or if there are
    /// none, the steps whose result converts to it by an implicit reference conversion. A nullable value type also accepts
    /// the underlying type from a step that can be skipped, and an outcome the type of the result.
    /// </summary>
    public ImmutableArray<int> Of(ITypeSymbol type, int except)
    {
        ImmutableArray<int> exact = Exactly(type).Where(step => step != except).ToImmutableArray();
        exact = exact.IsEmpty ? Convertible(type).Where(step => step != except).ToImmutableArray() : exact;
        if (exact.IsEmpty && OutcomeType.Of(type) is { } outcome)
        {
            return Enumerable.Range(0, _steps.Length).Where(step => step != except && HasOutcome(step, outcome)).ToImmutableArray();
        }

        return exact.IsEmpty && type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var value] }
            ? Exactly(value).Where(step => step != except && _steps[step].CanBeSkipped).ToImmutableArray()
            : exact;
    }

    /// <summary>
    /// Whether a result can be passed to a parameter that names the step: by any implicit conversion that is built into the
    /// language.
    /// </summary>
    public bool Fits(ITypeSymbol result, ITypeSymbol parameter) => Fits(result, parameter, _compilation);

    /// <inheritdoc cref="Fits(ITypeSymbol, ITypeSymbol)"/>
    public static bool Fits(ITypeSymbol result, ITypeSymbol parameter, Compilation compilation) => compilation.ClassifyConversion(result, parameter) is { IsImplicit: true, IsUserDefined: false } conversion
        && (!conversion.IsDynamic || conversion.IsIdentity);

    /// <summary>Whether a step can have an outcome.</summary>
    public bool HasOutcome(int step, OutcomeType outcome) => outcome.ResultOf(_steps[step]) is { } result && _compilation.ClassifyConversion(result, outcome.Value).IsIdentity;

    private List<int> Exactly(ITypeSymbol type) => _byType.TryGetValue(Key(type), out List<int>? producers) ? producers : [];

    // Cached because many steps may ask for the same type.
    private ImmutableArray<int> Convertible(ITypeSymbol type)
    {
        if (!_found.TryGetValue(type, out ImmutableArray<int> found))
        {
            found = Where(static conversion => conversion.IsIdentity, type);
            found = found.IsEmpty && !type.IsValueType ? Where(static conversion => conversion is { IsImplicit: true, IsReference: true }, type) : found;
            _found.Add(type, found);
        }

        return found;
    }

    private ImmutableArray<int> Where(Func<Conversion, bool> accepts, ITypeSymbol type) =>
        _byType.Where(entry => accepts(_compilation.ClassifyConversion(entry.Key, type)))
            .SelectMany(static entry => entry.Value)
            .OrderBy(static step => step)
            .ToImmutableArray();

    // Tuple types that differ only in element names are the same type in C#, and so are object and dynamic.
    private ITypeSymbol Key(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsTupleType: true, TupleUnderlyingType: { } underlying } => underlying,
        { TypeKind: TypeKind.Dynamic } => _compilation.ObjectType,
        _ => type,
    };
}
