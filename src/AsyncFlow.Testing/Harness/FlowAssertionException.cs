namespace AsyncFlow.Testing;

/// <summary>
/// An assertion of a <see cref="FlowHarness"/> does not hold. The message contains the events of the run. Every test framework reports
/// it as a failed test.
/// </summary>
public sealed class FlowAssertionException : Exception
{
    internal FlowAssertionException(string claim, IReadOnlyList<FlowEvent> events)
        : base($"{claim}\nOrder of events:\n{EventText.Format(events).TrimEnd('\n')}")
    {
    }
}
