using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// A parsed flow with symbols and locations, for analyzers and code fixes. It must not enter the generator's pipeline,
/// which uses only the <see cref="Model"/>.
/// </summary>
internal sealed class ParsedFlow
{
    public required INamedTypeSymbol Type { get; init; }

    /// <summary>The steps in declaration order, starting with the base classes. The index of a step is its position in this list.</summary>
    public required ImmutableArray<ParsedStep> Steps { get; init; }

    /// <summary>The distinct edges between the steps. The graph may contain cycles.</summary>
    public required FlowGraph Graph { get; init; }

    /// <summary>The step whose result is the output of the flow.</summary>
    public required ParsedStep? Output { get; init; }

    /// <summary>The methods that stop what steps have started, in the order of the steps.</summary>
    public required ImmutableArray<ParsedStop> Stops { get; init; }

    /// <summary>Which steps take the elements of others one by one.</summary>
    public required Streams Streams { get; init; }

    /// <summary>The inputs, in the order of the parameters of <c>ExecuteAsync</c>.</summary>
    public required ImmutableArray<ParsedInput> Inputs { get; init; }

    public required FlowSettings Settings { get; init; }

    /// <summary>The errors, in the order in which the rules find them.</summary>
    public required ImmutableArray<FlowFinding> Findings { get; init; }

    /// <summary>
    /// The ids of all errors that make the flow invalid, including errors that are reported elsewhere; empty for a valid
    /// flow.
    /// </summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The model for the generator; null if no part can be added to the class.</summary>
    public required FlowModel? Model { get; init; }
}
