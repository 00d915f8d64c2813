using System.Collections.Immutable;

namespace AsyncFlow.Generator.Model;

/// <summary>Everything that determines the generated code of one flow.</summary>
/// <remarks>
/// Models are compared after every edit, and only a flow whose model has changed is generated again. Therefore models are
/// immutable, have structural equality, and contain only strings, numbers and arrays of them. With a symbol, syntax node,
/// location or compilation, every edit would be a change, and old compilations would stay alive.
/// </remarks>
internal sealed record FlowModel
{
    public required FileName FileName { get; init; }

    /// <summary>The name of the flow, which is the name of its class.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace; null for the global namespace.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The declaration of each type's part, from the outermost type to the flow: <c>partial class Startup&lt;T&gt;</c>.</summary>
    public required EquatableArray<string> Parts { get; init; }

    /// <summary>The fully qualified class: <c>global::Demo.Startup&lt;T&gt;</c>.</summary>
    public required string Type { get; init; }

    public required bool IsStatic { get; init; }

    /// <summary>The accessibility of the generated members. It is limited by the accessibility of the output type.</summary>
    public required string Accessibility { get; init; }

    public required HiddenMembers Hidden { get; init; }

    /// <summary>The name of the nested class that runs the flow.</summary>
    public required string RunName { get; init; }

    public required int MaxConcurrency { get; init; }

    public required bool ContinuesOnFailure { get; init; }

    public required bool SingleThreaded { get; init; }

    /// <summary>The steps, in declaration order.</summary>
    public required EquatableArray<StepModel> Steps { get; init; }

    /// <summary>The policies of the flow as a whole, outermost first.</summary>
    public EquatableArray<PolicyCallModel> Policies { get; init; } = ImmutableArray<PolicyCallModel>.Empty;

    /// <summary>The inputs, in the order of the parameters of <c>ExecuteAsync</c>.</summary>
    public required EquatableArray<InputModel> Inputs { get; init; }

    /// <summary>The types of the inputs for <c>typeof</c>, which tell a kept run from others; null if no step is kept.</summary>
    public EquatableArray<string>? KeptInputs { get; init; }

    /// <summary>The inputs on a command line; empty unless the project references the package for command lines.</summary>
    public required EquatableArray<CommandLineInputModel> CommandLineInputs { get; init; }

    /// <summary>The index of the step whose result is the output of the flow; -1 for none.</summary>
    public required int OutputStep { get; init; }

    /// <summary>The type of the output; null for none.</summary>
    public required string? OutputType { get; init; }

    /// <summary>The type of the elements that <c>ExecuteAsync</c> gives as they come; null if it gives the output as a whole.</summary>
    public string? StreamedType { get; init; }

    /// <summary>
    /// The type of the result in the interface that the class implements, with <c>object</c> for <c>dynamic</c>; null if the class
    /// implements no interface with a result.
    /// </summary>
    public required string? InterfaceResult { get; init; }

    /// <summary>The type of the input in the interface that the class implements: a tuple for several inputs; null without inputs.</summary>
    public required string? InterfaceInput { get; init; }

    /// <summary>Members that give the run access to primary-constructor parameters.</summary>
    public required EquatableArray<ParameterAccessModel> ParameterAccess { get; init; }

    /// <summary>Warnings about declarations of the user, which generated code would repeat.</summary>
    public required EquatableArray<string> SuppressedWarnings { get; init; }

    /// <summary>Attributes of the class that runs the flow.</summary>
    public EquatableArray<string> RunAttributes { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>Whether the steps use types that only obsolete code may use.</summary>
    public bool UsesForbiddenTypes { get; init; }

    /// <summary>How a container creates the flow; null if the project does not reference the package for hosting.</summary>
    public FactoryModel? Factory { get; init; }

    /// <summary>How a host stops what the steps have started; null for a flow without methods for it, or in a project without the package for hosting.</summary>
    public LifetimeModel? Lifetime { get; init; }

    /// <summary>How an engine takes the flow apart; null for a flow that is not durable, or in a project without the package for that.</summary>
    public DurableModel? Durable { get; init; }

    /// <summary>The ids of the errors that make the flow invalid; empty for a valid flow.</summary>
    public required EquatableArray<string> Problems { get; init; }
}

/// <summary>An input of the flow.</summary>
/// <param name="Parameter">The parameter of the generated members, as an identifier.</param>
/// <param name="Type">The type.</param>
/// <param name="Default">The value if callers omit the input; null if they must not.</param>
/// <param name="Documentation">The lines of the parameter's description.</param>
internal sealed record InputModel(string Parameter, string Type, string? Default, EquatableArray<string> Documentation);

/// <summary>An input of the flow on a command line.</summary>
/// <param name="Declaration">The expression that declares it.</param>
/// <param name="Type">The type with which it is declared.</param>
internal sealed record CommandLineInputModel(string Declaration, string Type);

/// <summary>The generated members that hide a member of a base class and need <c>new</c>.</summary>
internal sealed record HiddenMembers(bool Plan, bool Execute, bool ExecuteWithOptions, bool Run, bool RunWithOptions, bool ExecuteToList);

/// <summary>A private member of the flow that reads a primary-constructor parameter.</summary>
/// <param name="Name">The name of the member.</param>
/// <param name="Type">The type of the member.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="IsField">
/// Whether the member is a field that the parameter initializes. If other code of the class initializes a member with the
/// parameter, reading the parameter later would store it twice, which is a compiler warning.
/// </param>
internal sealed record ParameterAccessModel(string Name, string Type, string Parameter, bool IsField);
