using System.Collections.Immutable;
using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>The critical path of a profiled run, below the picture of the plan.</summary>
internal static class CriticalPathText
{
    private const int MaxLines = 4;
    private const int MaxWidth = 100;
    private const int MaxName = 40;
    private const string Arrow = " ──► ";

    /// <summary>The lines of the path; none without a profile.</summary>
    public static ImmutableArray<string> Of(FlowModel flow, FlowProfile? profile)
    {
        if (profile is null or { Path.Count: 0 })
        {
            return ImmutableArray<string>.Empty;
        }

        HashSet<string> names = [.. flow.Steps.Select(PlanText.Name)];
        if (profile.Path.FirstOrDefault(step => !names.Contains(step.Name)) is { } missing)
        {
            return ImmutableArray.Create($"The profile has a step '{Short(missing.Name)}', which this flow does not have. Save the profile of a new run.");
        }

        return Wrap([$"Critical path, {Time(profile.Path.Sum(static step => step.Milliseconds))} of {Time(profile.Flow.Milliseconds)}: ", .. profile.Path.Select(static (step, i) => $"{(i == 0 ? "" : Arrow)}{Short(step.Name)} {Time(step.Milliseconds)}")]);
    }

    private static ImmutableArray<string> Wrap(IReadOnlyList<string> parts)
    {
        List<string> lines = [""];
        for (int i = 0; i < parts.Count; i++)
        {
            if (lines[lines.Count - 1].Length + parts[i].Length > MaxWidth && lines[lines.Count - 1].Length > 0)
            {
                if (lines.Count == MaxLines - 1)
                {
                    lines.Add($"… and {PlanText.Count(parts.Count - i, "more step")}");
                    break;
                }

                lines.Add("");
            }

            lines[lines.Count - 1] += parts[i];
        }

        return lines.Select(static line => line.TrimEnd()).ToImmutableArray();
    }

    private static string Short(string name) => name.Length <= MaxName ? name : name.Substring(0, MaxName - 1) + "…";

    private static string Time(double milliseconds) => milliseconds < 1000
        ? string.Format(CultureInfo.InvariantCulture, "{0:0.##} ms", milliseconds)
        : string.Format(CultureInfo.InvariantCulture, "{0:0.##} s", milliseconds / 1000);
}
