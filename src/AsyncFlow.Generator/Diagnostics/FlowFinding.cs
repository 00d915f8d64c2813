using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Diagnostics;

/// <summary>An error that the parser found. The analyzer reports it. The generator only checks whether there is one.</summary>
internal sealed class FlowFinding(DiagnosticDescriptor descriptor, Location location, params object?[] arguments)
{
    /// <summary>The key of the property with the suggested name.</summary>
    public const string SuggestionKey = "Suggestion";

    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    public Location Location { get; } = location;

    public object?[] Arguments { get; } = arguments;

    public ImmutableArray<Location> AdditionalLocations { get; init; } = ImmutableArray<Location>.Empty;

    /// <summary>Data for code fixes.</summary>
    public ImmutableDictionary<string, string?> Properties { get; init; } = ImmutableDictionary<string, string?>.Empty;

    /// <summary>The suggested name, for a code fix; null for none.</summary>
    public string? Suggestion
    {
        init => Properties = value is null ? Properties : Properties.Add(SuggestionKey, value);
    }

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Descriptor, Location, AdditionalLocations, Properties, Arguments);
}
