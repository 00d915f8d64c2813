namespace AsyncFlow.Plan;

/// <summary>Sorts the steps of an acyclic graph into waves: a step's wave is the length of the longest path that leads to it.</summary>
internal static class PlanWaves
{
    public static IReadOnlyList<IReadOnlyList<StepInfo>> Of(IReadOnlyList<StepInfo> steps)
    {
        List<IReadOnlyList<StepInfo>> waves = [];
        int[] waiting = new int[steps.Count];
        List<StepInfo> wave = [];
        foreach (StepInfo step in steps)
        {
            waiting[step.Index] = step.Upstream.Count;
            if (step.Upstream.Count == 0)
            {
                wave.Add(step);
            }
        }

        while (wave.Count > 0)
        {
            waves.Add(wave.AsReadOnly());
            List<StepInfo> next = [];
            foreach (StepInfo step in wave)
            {
                foreach (StepInfo downstream in step.Downstream)
                {
                    if (--waiting[downstream.Index] == 0)
                    {
                        next.Add(downstream);
                    }
                }
            }

            next.Sort(static (left, right) => left.Index.CompareTo(right.Index));
            wave = next;
        }

        return waves.AsReadOnly();
    }
}
