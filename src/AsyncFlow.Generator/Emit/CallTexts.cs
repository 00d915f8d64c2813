using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the call of a step's function.</summary>
internal static class CallTexts
{
    /// <summary>What a step's argument says that is the run's token.</summary>
    public const string Token = "Token";

    /// <param name="step">The step.</param>
    /// <param name="token">Where the run's token is.</param>
    public static string CallText(this StepModel step, string token = Token) =>
        $"{step.Call}({string.Join(", ", step.Arguments.Select(argument => Text(argument, token)))})";

    /// <summary>Whether the function takes the run's token.</summary>
    public static bool TakesToken(this StepModel step) => step.Arguments.Any(static argument => argument.Value == Token);

    private static string Text(ArgumentModel argument, string token) =>
        (argument.Parameter is { } name ? $"{name}: " : "") + (argument.Value == Token ? token : argument.Value);
}
