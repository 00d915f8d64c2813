using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// A flow as the parser sees it, with symbols and places: for analyzers and code fixes. It must never enter the generator's
/// pipeline, which keeps the <see cref="Model"/> alone.
/// </summary>
internal sealed class ParsedFlow
{
    public required INamedTypeSymbol Type { get; init; }

    /// <summary>In declaration order, base classes first; a step's index is its place here.</summary>
    public required ImmutableArray<ParsedStep> Steps { get; init; }

    /// <summary>The steps' distinct edges. It may have cycles.</summary>
    public required FlowGraph Graph { get; init; }

    /// <summary>The step whose result is the flow's.</summary>
    public required ParsedStep? Output { get; init; }

    public required FlowSettings Settings { get; init; }

    /// <summary>The mistakes, in the order in which the rules look for them.</summary>
    public required ImmutableArray<FlowFinding> Findings { get; init; }

    /// <summary>The ids of all errors that make the flow invalid, also of those that others report; empty for a valid flow.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>What the generator emits from; null where no part can be added to the class.</summary>
    public required FlowModel? Model { get; init; }
}
