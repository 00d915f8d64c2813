using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Diagnostics;

/// <summary>The errors that make a class no flow. Ids are literal, so that reordering cannot renumber them.</summary>
internal static class FlowDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "FLOW001",
        "A flow class must be partial",
        "'{0}' must be partial: it is or contains a [Flow] class, which gets generated members");

    public static readonly DiagnosticDescriptor Cycle = Error(
        "FLOW002",
        "Steps wait for each other in a circle",
        "Dependency cycle: {0}");

    public static readonly DiagnosticDescriptor UnknownStep = Error(
        "FLOW003",
        "No step has this name",
        "'{0}' is no step of '{1}'{2}");

    public static readonly DiagnosticDescriptor NoProducer = Error(
        "FLOW004",
        "No step produces what a parameter needs",
        "Parameter '{0}' of step '{1}' needs '{2}', {3}");

    public static readonly DiagnosticDescriptor SeveralProducers = Error(
        "FLOW005",
        "Several steps produce what a parameter needs",
        "Parameter '{0}' of step '{1}' needs '{2}', which several steps produce: {3}");

    public static readonly DiagnosticDescriptor UnsupportedStep = Error(
        "FLOW006",
        "This member cannot be a step",
        "'{0}' cannot be a step of '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidLock = Error(
        "FLOW007",
        "No lock has this name",
        "Step '{0}' cannot hold '{1}': {2}");

    public static readonly DiagnosticDescriptor DuplicateStep = Error(
        "FLOW008",
        "Two steps share a name",
        "'{1}' has several steps named '{0}': a step's name must be its own");

    public static readonly DiagnosticDescriptor InvalidOutput = Error(
        "FLOW009",
        "A flow has one output, the result of a step",
        "'{0}' cannot be the [Output] of '{1}': {2}");

    public static readonly DiagnosticDescriptor NotAStep = Error(
        "FLOW010",
        "The attribute means nothing outside of a step",
        "[{0}] means nothing on {1}, as '{2}' is no step");

    public static readonly DiagnosticDescriptor UnreadableComposition = Error(
        "FLOW011",
        "A composition must be readable at compile time",
        "'{0}' cannot be read at compile time: {1}");

    public static readonly DiagnosticDescriptor CompositionAndSteps = Error(
        "FLOW012",
        "A flow is either composed or made of [Step] methods",
        "'{0}' has both the composition '{1}' and steps of its own: {2}; put these into the composition, or take it away");

    public static readonly DiagnosticDescriptor OtherGenerator = Error(
        "FLOW013",
        "A flow needs something that another source generator makes",
        "'{0}' needs {1} that another source generator makes, which the flow's generator cannot see");

    public static readonly DiagnosticDescriptor CannotAddPart = Error(
        "FLOW014",
        "No members can be added to this class",
        "'{0}' cannot be a flow: {1}");

    public static readonly DiagnosticDescriptor InvalidArgument = Error(
        "FLOW015",
        "A value that an attribute does not take",
        "{0} of '{1}' cannot be {2}: {3}");

    public static readonly DiagnosticDescriptor SkippedResult = Error(
        "FLOW016",
        "A step that can be skipped feeds something that needs its result",
        "Step '{0}' can be skipped, but {1}: {2}");

    public static readonly DiagnosticDescriptor NonTerminatingFlow = Error(
        "FLOW017",
        "A flow can never end within this step",
        "Step '{0}' cannot run '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidCondition = Error(
        "FLOW018",
        "No condition has this name",
        "Step '{0}' cannot depend on '{1}': {2}");

    private static DiagnosticDescriptor Error(string id, string title, string message) => new(
        id,
        title,
        message,
        "AsyncFlow",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.For(id));
}
