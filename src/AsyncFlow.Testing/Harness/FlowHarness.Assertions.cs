namespace AsyncFlow.Testing;

// Assertions about the last run.
public sealed partial class FlowHarness
{
    /// <summary>Asserts that one step ended before another started.</summary>
    /// <param name="first">The name of the step that ended.</param>
    /// <param name="second">The name of the step that started.</param>
    /// <exception cref="FlowAssertionException">It did not, or one of the steps did not run.</exception>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public void AssertBefore(string first, string second)
    {
        IReadOnlyList<FlowEvent> events = Events;
        int end = EndOf(first, events);
        int start = StartOf(second, events);
        if (end < 0 || start < 0)
        {
            throw new FlowAssertionException($"'{first}' should have ended before '{second}' started, but '{(end < 0 ? first : second)}' did not run.", events);
        }

        if (end > start)
        {
            throw new FlowAssertionException($"'{first}' should have ended before '{second}' started.", events);
        }
    }

    /// <summary>Asserts that two steps overlapped: each started before the other ended.</summary>
    /// <param name="first">The name of one step.</param>
    /// <param name="second">The name of the other.</param>
    /// <exception cref="FlowAssertionException">They did not.</exception>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public void AssertOverlap(string first, string second)
    {
        IReadOnlyList<FlowEvent> events = Events;
        int firstStart = StartOf(first, events);
        int secondStart = StartOf(second, events);
        if (firstStart < 0 || secondStart < 0 || EndOf(first, events) < secondStart || EndOf(second, events) < firstStart)
        {
            throw new FlowAssertionException($"'{first}' and '{second}' should have run at the same time.", events);
        }
    }

    /// <summary>Asserts that a step ran, successfully or not.</summary>
    /// <param name="step">The step's name.</param>
    /// <exception cref="FlowAssertionException">It did not.</exception>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public void AssertRan(string step)
    {
        IReadOnlyList<FlowEvent> events = Events;
        if (StartOf(step, events) < 0)
        {
            throw new FlowAssertionException($"'{step}' should have run.", events);
        }
    }

    /// <summary>Asserts that a step did not run.</summary>
    /// <param name="step">The step's name.</param>
    /// <exception cref="FlowAssertionException">It did.</exception>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public void AssertNotRun(string step)
    {
        IReadOnlyList<FlowEvent> events = Events;
        if (StartOf(step, events) >= 0)
        {
            throw new FlowAssertionException($"'{step}' should not have run.", events);
        }
    }

    // The index of the event, or -1.
    private int StartOf(string step, IReadOnlyList<FlowEvent> events) => IndexOf(step, events, static kind => kind == FlowEventKind.Started);

    private int EndOf(string step, IReadOnlyList<FlowEvent> events) =>
        IndexOf(step, events, static kind => kind is FlowEventKind.Succeeded or FlowEventKind.Failed or FlowEventKind.Canceled);

    private int IndexOf(string step, IReadOnlyList<FlowEvent> events, Func<FlowEventKind, bool> matches)
    {
        int index = _names.Find(step).Index;
        for (int i = 0; i < events.Count; i++)
        {
            if (events[i].Step.Index == index && matches(events[i].Kind))
            {
                return i;
            }
        }

        return -1;
    }
}
