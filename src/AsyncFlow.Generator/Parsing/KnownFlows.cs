using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// What is known of the flows of a compilation that other flows run. Each is read once, since many flows may run it. It is released together
/// with the compilation.
/// </summary>
internal static class KnownFlows
{
    private static readonly ConditionalWeakTable<Compilation, Known> s_known = new();

    /// <summary>The steps of a flow.</summary>
    public static ImmutableArray<StepDeclaration> StepsOf(INamedTypeSymbol flow, Compilation compilation) =>
        s_known.GetOrCreateValue(compilation).Steps.GetOrAdd(flow, known => StepCollector.Collect(known, compilation));

    /// <summary>The known output types of flows.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="withComposed">Whether the outputs of composed flows are included.</param>
    public static ConcurrentDictionary<INamedTypeSymbol, ITypeSymbol?> OutputsOf(Compilation compilation, bool withComposed) =>
        s_known.GetOrCreateValue(compilation) is var known && withComposed ? known.Outputs : known.DeclaredOutputs;

    private sealed class Known
    {
        public ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<StepDeclaration>> Steps { get; } = new(SymbolEqualityComparer.IncludeNullability);

        public ConcurrentDictionary<INamedTypeSymbol, ITypeSymbol?> DeclaredOutputs { get; } = new(SymbolEqualityComparer.IncludeNullability);

        public ConcurrentDictionary<INamedTypeSymbol, ITypeSymbol?> Outputs { get; } = new(SymbolEqualityComparer.IncludeNullability);
    }
}
