namespace AsyncFlow.Plan;

/// <summary>Finds the steps beside which no other step of the same run can run: each other step is upstream or downstream of them.</summary>
internal static class LoneSteps
{
    /// <summary>Determines for each step whether it runs alone, in time linear in the number of steps and edges.</summary>
    /// <param name="successorStart">The successors of step <c>i</c> are <c>successors[successorStart[i] .. successorStart[i + 1]]</c>.</param>
    /// <param name="successors">The successors of all steps.</param>
    /// <param name="inDegree">How many upstreams each step has.</param>
    public static bool[] Find(int[] successorStart, int[] successors, int[] inDegree)
    {
        int[] order = Sort(successorStart, successors, inDegree);
        bool[] alone = new bool[order.Length];

        // A step that is related to all others has the same place in every topological order. All steps before it are upstream if it is the
        // only one up to here without a successor up to here.
        int[] place = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
        }

        // The place of each step's first successor: until then it has none.
        int[] firstSuccessor = new int[order.Length];
        for (int step = 0; step < order.Length; step++)
        {
            firstSuccessor[step] = order.Length;
            for (int edge = successorStart[step]; edge < successorStart[step + 1]; edge++)
            {
                firstSuccessor[step] = Math.Min(firstSuccessor[step], place[successors[edge]]);
            }
        }

        int[] endsAt = new int[order.Length + 1];
        int ends = 0;
        for (int i = 0; i < order.Length; i++)
        {
            ends += 1 - endsAt[i];
            alone[order[i]] = ends == 1;
            endsAt[firstSuccessor[order[i]]]++;
        }

        // The same from the end: all steps behind it are downstream if it is the only one from here on without an upstream from here on.
        int[] lastUpstream = new int[order.Length];
        lastUpstream.AsSpan().Fill(-1);
        for (int step = 0; step < order.Length; step++)
        {
            for (int edge = successorStart[step]; edge < successorStart[step + 1]; edge++)
            {
                lastUpstream[successors[edge]] = Math.Max(lastUpstream[successors[edge]], place[step]);
            }
        }

        int[] startsAt = new int[order.Length + 1];
        int starts = 0;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            starts += 1 - startsAt[i + 1];
            alone[order[i]] &= starts == 1;
            startsAt[lastUpstream[order[i]] + 1]++;
        }

        return alone;
    }

    // Kahn's algorithm.
    private static int[] Sort(int[] successorStart, int[] successors, int[] inDegree)
    {
        int[] waiting = [.. inDegree];
        int[] order = new int[inDegree.Length];
        int found = 0;
        for (int step = 0; step < inDegree.Length; step++)
        {
            if (inDegree[step] == 0)
            {
                order[found++] = step;
            }
        }

        for (int i = 0; i < found; i++)
        {
            for (int edge = successorStart[order[i]]; edge < successorStart[order[i] + 1]; edge++)
            {
                if (--waiting[successors[edge]] == 0)
                {
                    order[found++] = successors[edge];
                }
            }
        }

        return order;
    }
}
