namespace AsyncFlow.Scheduling;

/// <summary>
/// Links between the steps of one run. A step is in at most one chain or on one stack at a time, so one link for each step serves all of them.
/// </summary>
/// <remarks>A link belongs to the thread that owns its step, until the step has been pushed on a <see cref="ReadyStack{TProbe}"/>.</remarks>
/// <param name="steps">The number of steps.</param>
internal readonly struct StepLinks(int steps)
{
    // What follows a step: index plus one, or 0 for nothing.
    private readonly int[] _next = new int[steps];

    /// <summary>Makes one step follow another.</summary>
    /// <param name="step">The step.</param>
    /// <param name="next">What follows it; -1 for nothing.</param>
    public void Link(int step, int next) => _next[step] = next + 1;

    /// <summary>What follows a step; -1 for nothing.</summary>
    public int NextOf(int step) => _next[step] - 1;

    /// <summary>The last step of a chain.</summary>
    /// <param name="first">The first step of the chain.</param>
    public int LastOf(int first)
    {
        int last = first;
        for (int next = NextOf(first); next >= 0; next = NextOf(next))
        {
            last = next;
        }

        return last;
    }

    /// <summary>The raw link of a step, for atomic access: index plus one, or 0 for nothing.</summary>
    public ref int this[int step] => ref _next[step];
}
