namespace AsyncFlow.Insight.Timeline;

/// <summary>Puts steps into as few lanes as possible, so that those of one lane do not overlap.</summary>
internal static class Lanes
{
    /// <summary>
    /// Assigns a lane to each step. In the order of time, each step goes into the first free lane; so there are as many lanes as steps that ran at the moment
    /// with the most of them. A step that waits runs in no lane.
    /// </summary>
    /// <returns>How many lanes there are.</returns>
    public static int Assign(List<TimedStep> steps)
    {
        int lanes = 0;
        PriorityQueue<int, int> free = new();
        PriorityQueue<int, long> busy = new();
        foreach (TimedStep step in steps.OrderBy(static step => step.Start).ThenByDescending(static step => step.End))
        {
            while (busy.TryPeek(out int lane, out long until) && until <= step.Start)
            {
                busy.Dequeue();
                free.Enqueue(lane, lane);
            }

            step.Lane = free.TryDequeue(out int reused, out _) ? reused : lanes++;
            busy.Enqueue(step.Lane, step.End);
        }

        return lanes;
    }
}
