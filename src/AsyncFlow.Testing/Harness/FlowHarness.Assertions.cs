namespace AsyncFlow.Testing;

// What can be said of the last run.
public sealed partial class FlowHarness
{
    /// <summary>Asserts that a step ended before another one started.</summary>
    /// <param name="first">The name of the step that ended.</param>
    /// <param name="second">The name of the step that started.</param>
    /// <exception cref="FlowAssertionException">It did not, or one of them did not run.</exception>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public void AssertBefore(string first, string second)
    {
        IReadOnlyList<FlowEvent> events = Events;
        int end = Place(events, first, starts: false);
        int start = Place(events, second, starts: true);
        if (end < 0 || start < 0)
        {
            throw new FlowAssertionException($"'{first}' should have ended before '{second}' started, but '{(end < 0 ? first : second)}' did not run.", events);
        }

        if (end > start)
        {
            throw new FlowAssertionException($"'{first}' should have ended before '{second}' started.", events);
        }
    }

    /// <summary>Asserts that two steps ran at the same time: each started before the other ended.</summary>
    /// <param name="first">The name of a step.</param>
    /// <param name="second">The name of another.</param>
    /// <exception cref="FlowAssertionException">They did not.</exception>
    /// <exception cref="ArgumentException">The flow has no such step.</exception>
    public void AssertOverlap(string first, string second)
    {
        IReadOnlyList<FlowEvent> events = Events;
        int firstStart = Place(events, first, starts: true);
        int secondStart = Place(events, second, starts: true);
        if (firstStart < 0 || secondStart < 0 || Place(events, first, starts: false) < secondStart || Place(events, second, starts: false) < firstStart)
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
        if (Place(events, step, starts: true) < 0)
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
        if (Place(events, step, starts: true) >= 0)
        {
            throw new FlowAssertionException($"'{step}' should not have run.", events);
        }
    }

    // Where in the events the step started or, having started, ended; -1 for nowhere.
    private int Place(IReadOnlyList<FlowEvent> events, string name, bool starts)
    {
        int index = StepNames.Find(Plan, name).Index;
        for (int i = 0; i < events.Count; i++)
        {
            FlowEvent candidate = events[i];
            bool fits = starts
                ? candidate.Kind == FlowEventKind.Started
                : candidate.Kind is FlowEventKind.Succeeded or FlowEventKind.Failed or FlowEventKind.Canceled;
            if (fits && candidate.Step.Index == index)
            {
                return i;
            }
        }

        return -1;
    }
}
