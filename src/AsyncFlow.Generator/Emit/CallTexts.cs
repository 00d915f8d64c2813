using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the call of a step's function.</summary>
internal static class CallTexts
{
    public static string CallText(this StepModel step) =>
        $"{step.Call}({string.Join(", ", step.Arguments.Select(static argument => argument.Parameter is { } name ? $"{name}: {argument.Value}" : argument.Value))})";
}
