using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A method that stops what a step has started.</summary>
/// <param name="Method">The method.</param>
/// <param name="Step">The index of the step.</param>
/// <param name="Producers">For each parameter the index of the step whose result it takes; -1 for the cancellation token.</param>
internal sealed record ParsedStop(IMethodSymbol Method, int Step, ImmutableArray<int> Producers);
