using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Diagnostics;

/// <summary>A mistake that parsing found. An analyzer reports it; the generator only asks whether there is one.</summary>
internal sealed class FlowFinding(DiagnosticDescriptor descriptor, Location location, params object?[] arguments)
{
    /// <summary>The property that holds the name that was probably meant, where there is one.</summary>
    public const string SuggestionKey = "Suggestion";

    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public Location Location { get; } = location;

    public object?[] Arguments { get; } = arguments;

    public ImmutableArray<Location> AdditionalLocations { get; init; } = ImmutableArray<Location>.Empty;

    /// <summary>What a code fix needs to know.</summary>
    public ImmutableDictionary<string, string?> Properties { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The name that was probably meant, for a code fix; null for none.</summary>
    public string? Suggestion
    {
        init => Properties = value is null ? Properties : Properties.Add(SuggestionKey, value);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, AdditionalLocations, Properties, Arguments);
}
