namespace AsyncFlow.Generator.Model;

/// <summary>
/// Everything that the emitted text of one flow depends on, and nothing else.
/// </summary>
/// <remarks>
/// Models are compared after every edit, and only a flow whose model changed is emitted again. So they are immutable,
/// structurally equal, and hold strings, numbers and arrays of them. A symbol, syntax node, location or compilation in here
/// would make every edit a change, and keep old compilations alive.
/// </remarks>
internal sealed record FlowModel
{
    /// <summary>The name of the emitted file: namespace, outer types and type parameters included.</summary>
    public required string HintName { get; init; }

    /// <summary>The flow's name: that of its class.</summary>
    public required string Name { get; init; }

    /// <summary>Null for the global namespace.</summary>
    public required string? Namespace { get; init; }

    /// <summary>The head of each type's part, the flow's own last: <c>partial class Startup&lt;T&gt;</c>.</summary>
    public required EquatableArray<string> Parts { get; init; }

    /// <summary>The class, as its members can be reached from anywhere: <c>global::Demo.Startup&lt;T&gt;</c>.</summary>
    public required string Type { get; init; }

    public required bool IsStatic { get; init; }

    /// <summary>The accessibility of the generated members: that of the output's type where it is narrower than the class's.</summary>
    public required string Accessibility { get; init; }

    public required HiddenMembers Hidden { get; init; }

    /// <summary>The name of the nested class that runs the flow.</summary>
    public required string RunName { get; init; }

    public required int MaxConcurrency { get; init; }

    public required bool ContinuesOnFailure { get; init; }

    public required bool SingleThreaded { get; init; }

    /// <summary>In declaration order.</summary>
    public required EquatableArray<StepModel> Steps { get; init; }

    /// <summary>The index of the step whose result is the flow's; -1 for none.</summary>
    public required int OutputStep { get; init; }

    /// <summary>The type of the flow's result; null for none.</summary>
    public required string? OutputType { get; init; }

    /// <summary>
    /// The same as the argument of the <c>IFlow&lt;T&gt;</c> that the class implements, where there is no <c>dynamic</c>; null if it
    /// implements <c>IFlow</c> alone.
    /// </summary>
    public required string? InterfaceResult { get; init; }

    /// <summary>Members through which the run reaches locks and conditions that are primary-constructor parameters.</summary>
    public required EquatableArray<ParameterAccessModel> ParameterAccess { get; init; }

    /// <summary>Warnings about the user's own declarations, which using them in generated code would repeat.</summary>
    public required EquatableArray<string> Silenced { get; init; }

    /// <summary>The ids of the errors that make the flow invalid. Empty for a flow that runs.</summary>
    public required EquatableArray<string> Problems { get; init; }
}

/// <summary>Which generated members hide one of a base class, and so need <c>new</c>.</summary>
internal sealed record HiddenMembers(bool Plan, bool Execute, bool ExecuteWithOptions, bool Run, bool RunWithOptions);

/// <summary>A private member of the flow that reads a primary-constructor parameter.</summary>
/// <param name="Name">The member's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="IsField">
/// Whether it is a field that the parameter initializes. Where the user's own code already initializes something with the
/// parameter, reading it later would keep it twice, and the compiler warns of that.
/// </param>
internal sealed record ParameterAccessModel(string Name, string Type, string Parameter, bool IsField);
