using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AsyncFlow.Generator;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers;

/// <summary>
/// The parsed flows of a compilation. Several analyzers need them, and each flow is parsed once. The flows are released
/// together with their compilation.
/// </summary>
internal static class FlowCache
{
    private static readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<INamedTypeSymbol, ParsedFlow>> s_flows = new();

    public static ParsedFlow Get(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken) =>
        s_flows
            .GetValue(compilation, static _ => new(SymbolEqualityComparer.Default))
            .GetOrAdd(type, type => FlowParser.Parse(type, compilation, cancellationToken));
}
