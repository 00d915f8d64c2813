namespace AsyncFlow.Building;

/// <summary>
/// Adds a step for each result that the run owns: it disposes the result when all steps that wait for its step have ended, however they ended.
/// </summary>
internal static class ReleaseSteps
{
    /// <summary>Adds the steps behind all others, those of later results first.</summary>
    /// <param name="steps">The steps of the flow, each behind those that it waits for.</param>
    /// <param name="names">The names of the steps.</param>
    public static void AddTo(List<StepDefinition> steps, UniqueNames names)
    {
        int shown = steps.Count;
        List<(int Owner, int Release)> added = [];
        for (int owner = shown - 1; owner >= 0; owner--)
        {
            if (steps[owner].Release is not { } make)
            {
                continue;
            }

            bool[] downstream = StepOrder.After(steps, owner);
            StepDefinition release = new(steps.Count, names.FindFree($"{steps[owner].Name} (disposal)"), isAsync: true, make) { IsRelease = true };
            release.AddOutcomes(owner);
            for (int step = owner + 1; step < shown; step++)
            {
                if (steps[step].WaitsFor(owner))
                {
                    release.AddOutcomes(step);
                }
            }

            // What was made from the result is disposed before it.
            foreach ((int other, int inner) in added)
            {
                if (downstream[other])
                {
                    release.AddOutcomes(inner);
                }
            }

            added.Add((owner, release.Index));
            steps.Add(release);
        }
    }
}
