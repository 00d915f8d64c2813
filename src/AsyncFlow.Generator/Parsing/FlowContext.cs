using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What the parts of the parser share while they look at one flow.</summary>
internal sealed class FlowContext(INamedTypeSymbol flow, Compilation compilation)
{
    public INamedTypeSymbol Flow { get; } = flow;

    public Compilation Compilation { get; } = compilation;

    public List<FlowFinding> Findings { get; } = [];

    /// <summary>Ids of errors that make the flow invalid but are reported by somebody else.</summary>
    public HashSet<string> ReportedElsewhere { get; } = [];

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object?[] arguments) =>
        Report(new FlowFinding(descriptor, location ?? Flow.LocationOr(Flow), arguments));

    public void Report(FlowFinding finding) => Findings.Add(finding);
}
