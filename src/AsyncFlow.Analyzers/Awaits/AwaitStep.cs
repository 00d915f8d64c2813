namespace AsyncFlow.Analyzers.Awaits;

/// <summary>Parts of a method that become one step.</summary>
internal sealed class AwaitStep(AwaitPart first)
{
    /// <summary>The parts in the order of their execution.</summary>
    public List<AwaitPart> Parts { get; } = [first];

    /// <summary>The part that awaits a call; null if there is none.</summary>
    public AwaitPart? Awaiting => Parts.Find(static part => part.Call is not null);

    public int Start => Parts[0].Start;

    /// <summary>The steps that must have ended before, each once.</summary>
    public HashSet<AwaitStep> Upstream { get; } = [];

    /// <summary>The variable, or the part without a variable, whose value other steps use; null if there is none.</summary>
    public object? Result { get; set; }

    /// <summary>Whether the step gives the result of the method.</summary>
    public bool IsOutput { get; set; }

    /// <summary>Whether another step must have ended before, directly or not.</summary>
    public bool IsAfter(AwaitStep other)
    {
        HashSet<AwaitStep> seen = [this];
        Stack<AwaitStep> open = new([this]);
        while (open.Count > 0)
        {
            foreach (AwaitStep step in open.Pop().Upstream)
            {
                if (step == other)
                {
                    return true;
                }

                if (seen.Add(step))
                {
                    open.Push(step);
                }
            }
        }

        return false;
    }

    public bool Uses(object variable) => Parts.Exists(part => part.Uses.Contains(variable));

    public bool Declares(object variable) => Parts.Exists(part => part.Declares.Contains(variable));
}
