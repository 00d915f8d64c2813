using System.Collections.Immutable;
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

    /// <summary>
    /// Where an error of a step is reported: at the place, or for an inherited step at the flow, since the step may be fine in other flows,
    /// and its source may be elsewhere.
    /// </summary>
    public Location At(StepDeclaration step, Location? place) => step.IsInherited ? Flow.LocationOr(Flow) : place ?? step.Location;

    /// <summary>
    /// Reports an error of a step that derived flows share with the flow that declares the step, unless that flow reports it.
    /// </summary>
    public void ReportShared(StepDeclaration step, FlowFinding finding)
    {
        if (step.IsInherited && Flow.BaseClasses().TakeWhile(type => !type.SameAs(step.Member.ContainingType.BaseType)).Any(type => SubFlow.IsInCompilation(type, Compilation) && type.IsFlow()))
        {
            ReportedElsewhere.Add(finding.Descriptor.Id);
        }
        else
        {
            Report(finding);
        }
    }

    /// <summary>The steps that the compiler reports as declared twice.</summary>
    public HashSet<StepDeclaration> Copies { get; } = [];

    /// <summary>The steps whose signatures have errors. Their parameters are not checked.</summary>
    public HashSet<StepDeclaration> Unsupported { get; } = [];

    /// <summary>The place of an error that is reported at the flow.</summary>
    public static ImmutableArray<Location> Also(StepDeclaration step, Location? place) =>
        step.IsInherited && (place ?? step.Location) is { IsInSource: true } source ? ImmutableArray.Create(source) : ImmutableArray<Location>.Empty;

    /// <summary>The name of a step in a message: for an inherited step with its class.</summary>
    public static string NameOf(StepDeclaration step) => step.IsInherited ? $"{step.Member.ContainingType.Name}.{step.Name}" : step.Name;

    public void Report(DiagnosticDescriptor descriptor, Location? location, params object?[] arguments) =>
        Report(new FlowFinding(descriptor, location ?? Flow.LocationOr(Flow), arguments));

    public void Report(FlowFinding finding) => Findings.Add(finding);
}
