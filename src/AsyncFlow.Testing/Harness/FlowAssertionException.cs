namespace AsyncFlow.Testing;

/// <summary>
/// An assertion of a <see cref="FlowHarness"/> does not hold. A plain exception, so every test framework shows it as a failed test.
/// </summary>
public sealed class FlowAssertionException : Exception
{
    internal FlowAssertionException(string claim, IReadOnlyList<FlowEvent> events)
        : base($"{claim}\nOrder of events:\n{EventText.Format(events).TrimEnd('\n')}")
    {
    }
}
