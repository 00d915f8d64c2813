using AsyncFlow.Building.Steps;

namespace AsyncFlow.Building;

/// <summary>When a step runs. Evaluated when the step is otherwise ready, before its locks are taken.</summary>
/// <param name="Name">What the plan and reports call the condition. A leading <c>!</c> says that what follows must not hold.</param>
/// <param name="Make">Makes a run's own condition.</param>
internal sealed record StepCondition(string Name, ConditionMaker Make)
{
    /// <summary>A condition that a function decides.</summary>
    /// <param name="condition">The function.</param>
    /// <param name="text">The source of the function, or a name.</param>
    public static StepCondition Of(Func<bool> condition, string? text) => new(NameOf(text), _ => condition);

    /// <summary>A condition that another step's result decides.</summary>
    /// <param name="step">The other step's name.</param>
    /// <param name="input">Where a run finds its result.</param>
    /// <param name="expected">The result with which the step runs.</param>
    public static StepCondition Of(string step, Func<BuiltStep[], Input<bool>> input, bool expected) => new(
        expected ? NameOf(step) : $"!{step}",
        steps =>
        {
            Input<bool> result = input(steps);
            return () => result.Value == expected;
        });

    private static string NameOf(string? text)
    {
        const string Lambda = "() =>";
        string name = text is null ? "condition" : text.StartsWith(Lambda, StringComparison.Ordinal) ? text[Lambda.Length..].Trim() : text;
        name = name.Contains('\n', StringComparison.Ordinal) ? string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : name;
        return name.StartsWith('!') && !IsPath(name[1..]) ? $"({name})" : name;

        static bool IsPath(string text)
        {
            foreach (char letter in text)
            {
                if (!char.IsLetterOrDigit(letter) && letter is not ('_' or '.'))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
