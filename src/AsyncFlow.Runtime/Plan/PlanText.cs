using System.Globalization;
using System.Text;

namespace AsyncFlow.Plan;

/// <summary>Lists the waves of a plan, one a line. Line ends are always <c>\n</c>.</summary>
internal static class PlanText
{
    public static string Of(string name, IReadOnlyList<IReadOnlyList<StepInfo>> waves)
    {
        StringBuilder text = new();
        int steps = 0;
        for (int i = 0; i < waves.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {i + 1}: ");
            foreach (StepInfo step in waves[i])
            {
                text.Append(step == waves[i][0] ? "" : ", ").Append(Describe(step));
                steps++;
            }

            text.Append('\n');
        }

        return $"{name}: {Count(steps, "step")} in {Count(waves.Count, "wave")}\n{text}";

        static string Describe(StepInfo step) => step.Name
            + (step.Kind == StepKind.ForEach ? " for each" : step.Flow is { } flow ? $" ({flow.Name})" : "")
            + (step.Upstream.Count == 0 ? "" : $" after {string.Join(" and ", step.Upstream)}")
            + (step.Condition is null ? "" : $" when {step.Condition}")
            + (step.Locks.Count == 0 ? "" : $" with {string.Join(" and ", step.Locks)}");

        static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
    }
}
