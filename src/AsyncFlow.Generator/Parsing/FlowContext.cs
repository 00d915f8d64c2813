using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The shared state of the classes that parse one flow.</summary>
internal sealed class FlowContext
{
    public FlowContext(INamedTypeSymbol flow, Compilation compilation)
    {
        Flow = flow;
        Compilation = compilation;
        Inputs = new(this);
    }

    public INamedTypeSymbol Flow { get; }

    public Compilation Compilation { get; }

    /// <summary>The inputs of the flow, which are collected while its steps are bound.</summary>
    public FlowInputs Inputs { get; }

    public List<FlowFinding> Findings { get; } = [];

    /// <summary>The ids of errors that make the flow invalid but are reported elsewhere.</summary>
    public HashSet<string> ReportedElsewhere { get; } = [];

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object?[] arguments) =>
        Report(new FlowFinding(descriptor, location ?? Flow.LocationOr(Flow), arguments));

    public void Report(FlowFinding finding) => Findings.Add(finding);
}
