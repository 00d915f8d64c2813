using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Diagnostics;

/// <summary>The errors of invalid flows. Ids are literals, so that reordering cannot renumber them.</summary>
internal static class FlowDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "FLOW001",
        "A flow class must be partial",
        "'{0}' must be partial because it is or contains a [Flow] class");

    public static readonly DiagnosticDescriptor Cycle = Error(
        "FLOW002",
        "Steps depend on each other in a cycle",
        "Dependency cycle: {0}");

    public static readonly DiagnosticDescriptor UnknownStep = Error(
        "FLOW003",
        "Unknown step name",
        "'{0}' is not a step of '{1}'{2}");

    public static readonly DiagnosticDescriptor NoProducer = Error(
        "FLOW004",
        "No step produces the parameter's type",
        "Parameter '{0}' of step '{1}' needs '{2}'{3}");

    public static readonly DiagnosticDescriptor SeveralProducers = Error(
        "FLOW005",
        "Several steps produce the parameter's type",
        "Parameter '{0}' of step '{1}' needs '{2}', which several steps produce: {3}");

    public static readonly DiagnosticDescriptor UnsupportedStep = Error(
        "FLOW006",
        "This member cannot be a step",
        "'{0}' cannot be a step of '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidLock = Error(
        "FLOW007",
        "Unknown or invalid lock",
        "Step '{0}' cannot hold '{1}': {2}");

    public static readonly DiagnosticDescriptor DuplicateStep = Error(
        "FLOW008",
        "Step names must be unique",
        "'{1}' has several steps named '{0}'; step names must be unique");

    public static readonly DiagnosticDescriptor InvalidOutput = Error(
        "FLOW009",
        "Invalid flow output",
        "'{0}' cannot be the [Output] of '{1}': {2}");

    public static readonly DiagnosticDescriptor NotAStep = Error(
        "FLOW010",
        "The attribute applies only to steps",
        "[{0}] has no effect on {1} because '{2}' is not a step");

    public static readonly DiagnosticDescriptor UnreadableComposition = Error(
        "FLOW011",
        "A composition must be readable at compile time",
        "'{0}' cannot be read at compile time: {1}");

    public static readonly DiagnosticDescriptor CompositionAndSteps = Error(
        "FLOW012",
        "A flow cannot combine a composition with [Step] members",
        "'{0}' has both the composition '{1}' and [Step] members: {2}; move them into the composition or remove it");

    public static readonly DiagnosticDescriptor OtherGenerator = Error(
        "FLOW013",
        "A flow depends on the output of another source generator",
        "'{0}' needs {1} from another source generator, whose output the flow generator cannot see");

    public static readonly DiagnosticDescriptor CannotAddPart = Error(
        "FLOW014",
        "Members cannot be added to this class",
        "'{0}' cannot be a flow: {1}");

    public static readonly DiagnosticDescriptor InvalidArgument = Error(
        "FLOW015",
        "Invalid attribute value",
        "{0} of '{1}' cannot be {2}; {3}");

    public static readonly DiagnosticDescriptor SkippedResult = Error(
        "FLOW016",
        "The result of a step that can be skipped is required",
        "Step '{0}' can be skipped, but {1}; {2}");

    public static readonly DiagnosticDescriptor NonTerminatingFlow = Error(
        "FLOW017",
        "The flow of this step can never complete",
        "Step '{0}' cannot run '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidCondition = Error(
        "FLOW018",
        "Unknown or invalid condition",
        "Step '{0}' cannot depend on '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidOwned = Error(
        "FLOW019",
        "Invalid owned result",
        "'{1}' cannot own the result of step '{0}': {2}");

    public static readonly DiagnosticDescriptor ConflictingInput = Error(
        "FLOW020",
        "Parameters of one name must be the same input",
        "'{0}' cannot be an [Input] of '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidPolicy = Error(
        "FLOW021",
        "Unknown or invalid policy",
        "{0} cannot run under '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidStop = Error(
        "FLOW022",
        "Invalid method to stop a step",
        "'{0}' cannot stop step '{1}': {2}");

    public static readonly DiagnosticDescriptor InvalidKeep = Error(
        "FLOW023",
        "This result cannot be kept",
        "The result of step '{0}' cannot be kept: {1}");

    public static readonly DiagnosticDescriptor NotCreatable = Error(
        "FLOW303",
        "A container cannot create this durable flow",
        "A container cannot create '{0}', which is [Durable]: {1}");

    public static readonly DiagnosticDescriptor NotOfCluster = Error(
        "FLOW304",
        "A durable step holds a lock that is not named for the cluster",
        "Step '{0}' of a [Durable] flow cannot hold '{1}': {2}");

    public static readonly DiagnosticDescriptor NotDurable = Error(
        "FLOW306",
        "This flow cannot be durable",
        "'{0}' cannot be [Durable]: {1}");

    private static DiagnosticDescriptor Error(string id, string title, string message) => Descriptor.Create(id, title, message, DiagnosticSeverity.Error);
}
