using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the signature of a flow.</summary>
internal static class FlowTexts
{
    /// <summary>The interface that the class implements; null for none: a static class, or inputs without a result.</summary>
    public static string? Interface(this FlowModel flow) =>
        flow.IsStatic || (flow.Inputs.Count > 0 && flow.InterfaceResult is null) ? null : Names.FlowOf(flow.InterfaceInput, flow.InterfaceResult);

    /// <summary>All interfaces that the class implements.</summary>
    public static IEnumerable<string> Interfaces(this FlowModel flow) =>
    [
        .. flow.Interface() is { } runs ? [runs] : (string[])[],
        .. flow.Factory is not null ? [Names.FactoryOf(flow.Type)] : (string[])[],
        .. flow.Lifetime is not null ? [Names.LifetimeFlow] : (string[])[],
        .. flow.Durable is not null ? [DurableEmitter.InterfaceOf(flow.Type)] : (string[])[],
        .. flow.CommandLineInputs.Count > 0 ? [CommandLineEmitter.Interface] : (string[])[],
    ];

    /// <summary>The steps that users see: not those that dispose results, which are the last.</summary>
    public static IReadOnlyList<StepModel> ShownSteps(this FlowModel flow) => [.. flow.Steps.TakeWhile(static step => !step.IsRelease)];

    /// <summary>What a run gets when it is rented: the flow itself, unless it is static, and the inputs.</summary>
    /// <param name="flow">The flow.</param>
    public static IEnumerable<(string Type, string Field)> Given(this FlowModel flow) =>
        [.. flow.IsStatic ? ((string, string)[])[] : [(flow.Type, "_flow")], .. flow.Inputs.Select(static (input, i) => (input.Type, $"_input{i}"))];
}
