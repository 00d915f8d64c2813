using AsyncFlow.Timing;

namespace AsyncFlow.Reports;

/// <summary>The two sums that bound how long a run takes.</summary>
internal static class WorkAndSpan
{
    public static (TimeSpan Work, TimeSpan Span) Of(TimingGraph graph)
    {
        long work = 0;
        long[] longest = new long[graph.Count];
        for (int node = 0; node < graph.Count; node++)
        {
            // What the run does beside its steps is not a step's work.
            long duration = graph.Step[node] < 0 ? 0 : graph.End[node] - graph.Start[node];
            work += duration;
            longest[node] += duration;
            foreach (int successor in graph.Successors.AsSpan(graph.SuccessorStart[node]..graph.SuccessorStart[node + 1]))
            {
                longest[successor] = Math.Max(longest[successor], longest[node]);
            }
        }

        return (TimeSpan.FromTicks(work), TimeSpan.FromTicks(longest[^1]));
    }
}
