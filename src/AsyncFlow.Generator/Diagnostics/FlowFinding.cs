using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Diagnostics;

/// <summary>A mistake that parsing found. An analyzer reports it; the generator only asks whether there is one.</summary>
internal sealed class FlowFinding(DiagnosticDescriptor descriptor, Location location, params object?[] arguments)
{
    /// <summary>The property that holds the name meant, where a finding has a suggestion.</summary>
    public const string SuggestionKey = "Suggestion";

    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public Location Location { get; } = location;

    public object?[] Arguments { get; } = arguments;

    public ImmutableArray<Location> AdditionalLocations { get; init; } = ImmutableArray<Location>.Empty;

    /// <summary>What a code fix needs to know.</summary>
    public ImmutableDictionary<string, string?> Properties { get; init; } = ImmutableDictionary<string, string?>.Empty;

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, AdditionalLocations, Properties, Arguments);
}
