namespace AsyncFlow.Testing.Exploration;

/// <summary>Chooses what a schedule says, and after its end always the first.</summary>
internal sealed class ReplayingChooser(int[] schedule) : IChooser
{
    private int _next;

    /// <summary>Whether a decision did not fit: the flow is not the one that the schedule was made with.</summary>
    public bool DoesNotFit { get; private set; }

    public int Choose(IReadOnlyList<Choice> choices)
    {
        if (choices.Count == 1 || _next == schedule.Length)
        {
            return 0;
        }

        int decision = schedule[_next++];
        if (decision < choices.Count)
        {
            return decision;
        }

        DoesNotFit = true;
        return 0;
    }
}
