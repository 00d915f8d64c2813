using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The flow that a step runs.</summary>
/// <param name="Class">The <c>[Flow]</c> class that the step's member is declared as, or inherits from; null for one known by its interface alone.</param>
/// <param name="Output">The type of its result; null for none.</param>
internal sealed record SubFlow(INamedTypeSymbol? Class, ITypeSymbol? Output);
