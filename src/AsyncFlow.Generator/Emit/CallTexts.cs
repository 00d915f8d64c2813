using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the call of a step's method.</summary>
internal static class CallTexts
{
    /// <summary>The argument that stands for the token of the step.</summary>
    public const string Token = "Token";

    /// <param name="step">The step.</param>
    /// <param name="token">The expression of the step's token.</param>
    /// <param name="context">The expression of the step's context; null for that of the run.</param>
    public static string CallText(this StepModel step, string token, string? context = null)
    {
        string call = $"{step.Call}({string.Join(", ", step.Arguments.Select(argument => Text(argument, token, context)))})";
        return step.SourceLine is { } line ? $"\n{line}\n{call}\n#line default\n" : call;
    }

    /// <summary>The call of the flow that the step runs, as a nested run.</summary>
    /// <param name="step">The step.</param>
    /// <param name="index">The index of the step.</param>
    /// <param name="token">The expression of the step's token.</param>
    public static string FlowCallText(this StepModel step, string index, string token)
    {
        string flow = step.SubFlow is { IsByInterface: true, InterfaceInput: var input, InterfaceResult: var result } ? $"({Names.FlowOf(input, result)}?){step.Call}" : step.Call;
        return step.InnerCallText($"FlowOf({index}, {flow})", $"Nested({index})", token);
    }

    /// <summary>The call of the flow that a step runs.</summary>
    /// <param name="step">The step.</param>
    /// <param name="flow">The expression of the flow.</param>
    /// <param name="rest">The arguments behind the inputs.</param>
    public static string InnerCallText(this StepModel step, string flow, params string[] rest) =>
        $"{flow}.{(step.SubFlow is { IsStreaming: true } ? GeneratedBy.ListMember : "ExecuteAsync")}({string.Join(", ", [.. step.Arguments.Select(static argument => argument.Value), .. rest])})";

    /// <summary>Whether the method takes the step's token.</summary>
    public static bool TakesToken(this StepModel step) => step.Arguments.Any(static argument => argument.Value == Token);

    /// <summary>Whether the method takes the step's context.</summary>
    public static bool TakesContext(this StepModel step) => step.Arguments.Any(IsContext);

    /// <summary>Whether the method takes what became of a step. The step may take the result of the same step too, so that it needs its success.</summary>
    public static bool TakesOutcome(this StepModel step) => step.Arguments.Any(static argument => argument.Value.Contains("OutcomeOf<"));

    private static bool IsContext(ArgumentModel argument) => argument.Value.StartsWith("Context(", StringComparison.Ordinal);

    private static string Text(ArgumentModel argument, string token, string? context) =>
        argument.Value == Token ? token : context is not null && IsContext(argument) ? context : argument.Value;
}
