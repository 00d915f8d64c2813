namespace AsyncFlow.Plan;

/// <summary>
/// The order in which a caller executes the steps of a plan as long as each completes at once: steps that have just become ready before those
/// that waited, both in declaration order. The generator, which writes straight lines in this order, compiles this file too.
/// </summary>
internal sealed class CallerOrder
{
    /// <summary>Finds the order.</summary>
    /// <param name="successorStart">The successors of step <c>i</c> are <c>successors[successorStart[i] .. successorStart[i + 1]]</c>.</param>
    /// <param name="successors">The successors of all steps.</param>
    /// <param name="inDegree">How many upstreams each step has.</param>
    public CallerOrder(int[] successorStart, int[] successors, int[] inDegree)
    {
        Steps = new int[inDegree.Length];
        OthersWait = new bool[inDegree.Length];
        int[] waiting = [.. inDegree];
        Stack<int> ready = new();
        for (int step = inDegree.Length - 1; step >= 0; step--)
        {
            if (inDegree[step] == 0)
            {
                ready.Push(step);
            }
        }

        for (int i = 0; i < Steps.Length; i++)
        {
            int step = ready.Pop();
            Steps[i] = step;
            for (int edge = successorStart[step + 1] - 1; edge >= successorStart[step]; edge--)
            {
                if (--waiting[successors[edge]] == 0)
                {
                    ready.Push(successors[edge]);
                }
            }

            OthersWait[i] = ready.Count > 1;
        }
    }

    /// <summary>The indexes of the steps.</summary>
    public int[] Steps { get; }

    /// <summary>Of each of them, whether two or more steps are ready after it.</summary>
    public bool[] OthersWait { get; }
}
