using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The shared state of the classes that parse one flow.</summary>
internal sealed class FlowContext(INamedTypeSymbol flow, Compilation compilation)
{
    public INamedTypeSymbol Flow { get; } = flow;

    public Compilation Compilation { get; } = compilation;

    public List<FlowFinding> Findings { get; } = [];

    /// <summary>The ids of errors that make the flow invalid but are reported elsewhere.</summary>
    public HashSet<string> ReportedElsewhere { get; } = [];

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object?[] arguments) =>
        Report(new FlowFinding(descriptor, location ?? Flow.LocationOr(Flow), arguments));

    public void Report(FlowFinding finding) => Findings.Add(finding);
}
