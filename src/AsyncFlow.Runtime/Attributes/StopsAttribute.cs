namespace AsyncFlow;

/// <summary>
/// Makes a method the counterpart of a step: what the step has started, the method stops. It is not a step itself. A flow with such methods
/// describes the lifetime of an application: package <c>AsyncFlow.Hosting</c> runs its steps when the host starts (<c>AddLifetimeFlow</c>), and
/// these methods when it stops, in the reverse order of the steps.
/// </summary>
/// <remarks>
/// The method returns <c>void</c>, a <c>Task</c> or a <c>ValueTask</c>. Its parameters are a <see cref="CancellationToken"/>, and results of the
/// step that it stops or of steps before that one. It is called if the step has succeeded, after the methods of all later steps have ended. In a
/// flow that runs without a host nothing calls it.
/// </remarks>
/// <param name="step">The name of the step; write it with <c>nameof</c>.</param>
/// <example>
/// <code>
/// [Step] private Task&lt;Listener&gt; StartListener(CancellationToken ct) => …;
/// [Stops(nameof(StartListener))] private Task StopListener(Listener listener, CancellationToken ct) => listener.DrainAsync(ct);
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StopsAttribute(string step) : Attribute
{
    /// <summary>The name of the step.</summary>
    public string Step { get; } = step;
}
