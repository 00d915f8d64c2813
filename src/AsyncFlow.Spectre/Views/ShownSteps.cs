using System.Globalization;
using AsyncFlow.Spectre.Tracking;

namespace AsyncFlow.Spectre.Views;

/// <summary>The steps that are shown where there is no room for all.</summary>
/// <param name="Steps">The steps, in the order of the plan.</param>
/// <param name="Others">What the others do: <c>… 12 ended, 30 to come</c>; empty if there are none.</param>
internal sealed record ShownSteps(IReadOnlyList<TrackedStep> Steps, string Others)
{
    // From this one on, the steps have ended without a failure.
    private const int FirstEndedRank = 4;
    private const int LastRank = 6;

    // By state.
    private static readonly string[] s_verbs = ["to come", "waiting", "running", "ended"];

    /// <summary>Chooses steps: those that failed, run or wait, then those that are to come, then those that have ended.</summary>
    /// <param name="all">All steps, in the order in which they are shown.</param>
    /// <param name="room">How many lines there are, one of which is for the others.</param>
    public static ShownSteps Choose(IReadOnlyList<TrackedStep> all, int room)
    {
        if (all.Count <= room)
        {
            return new(all, "");
        }

        // Not sorted: there may be a hundred thousand, ten times a second.
        List<int> chosen = [];
        for (int rank = 0; rank <= LastRank && chosen.Count < room - 1; rank++)
        {
            Add(chosen, all, rank, room - 1);
        }

        int[] others = new int[s_verbs.Length];
        foreach (TrackedStep step in all)
        {
            others[(int)step.State]++;
        }

        chosen.Sort();
        foreach (int index in chosen)
        {
            others[(int)all[index].State]--;
        }

        IEnumerable<string> parts = from state in Enumerable.Range(0, others.Length).Reverse()
                                    where others[state] > 0
                                    select string.Create(CultureInfo.InvariantCulture, $"{others[state]} {s_verbs[state]}");
        return new([.. chosen.Select(index => all[index])], $"… {string.Join(", ", parts)}");
    }

    // Of the steps that have ended the last ones are the more interesting, of the others the first.
    private static void Add(List<int> chosen, IReadOnlyList<TrackedStep> all, int rank, int room)
    {
        for (int i = 0; i < all.Count && chosen.Count < room; i++)
        {
            int index = rank >= FirstEndedRank ? all.Count - 1 - i : i;
            if (RankOf(all[index]) == rank)
            {
                chosen.Add(index);
            }
        }
    }

    // The lower, the more interesting.
    private static int RankOf(TrackedStep step) => step switch
    {
        { Report.Status: StepStatus.Failed } => 0,
        { State: StepState.Runs } => 1,
        { State: StepState.Waits } => 2,
        { State: StepState.Pending } => 3,
        { Report.Status: StepStatus.Canceled } => FirstEndedRank,
        { Report.Status: StepStatus.Succeeded } => 5,
        _ => LastRank,
    };
}
