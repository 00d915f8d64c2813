using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the call of a step's method.</summary>
internal static class CallTexts
{
    /// <summary>The argument that stands for the token of the step.</summary>
    public const string Token = "Token";

    /// <param name="step">The step.</param>
    /// <param name="token">The expression of the step's token.</param>
    public static string CallText(this StepModel step, string token)
    {
        string call = $"{step.Call}({string.Join(", ", step.Arguments.Select(argument => Text(argument, token)))})";
        return step.SourceLine is { } line ? $"\n{line}\n{call}\n#line default\n" : call;
    }

    /// <summary>The call of the flow that a step runs.</summary>
    /// <param name="step">The step.</param>
    /// <param name="flow">The expression of the flow.</param>
    /// <param name="rest">The arguments behind the inputs.</param>
    public static string InnerCallText(this StepModel step, string flow, params string[] rest) =>
        $"{flow}.ExecuteAsync({string.Join(", ", [.. step.Arguments.Select(static argument => argument.Value), .. rest])})";

    /// <summary>Whether the method takes the step's token.</summary>
    public static bool TakesToken(this StepModel step) => step.Arguments.Any(static argument => argument.Value == Token);

    /// <summary>Whether the method takes the step's context.</summary>
    public static bool TakesContext(this StepModel step) => step.Arguments.Any(static argument => argument.Value.StartsWith("Context(", StringComparison.Ordinal));

    private static string Text(ArgumentModel argument, string token) =>
        argument.Value == Token ? token : argument.Value;
}
