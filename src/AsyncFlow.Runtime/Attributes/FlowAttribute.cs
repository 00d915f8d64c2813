namespace AsyncFlow;

/// <summary>
/// Makes a partial class a flow: its <see cref="StepAttribute">[Step]</see> methods, run as concurrently as the
/// dependencies between them allow. The compiler checks the graph and adds <c>Plan</c>, <c>ExecuteAsync</c> and
/// <c>RunAsync</c> to the class.
/// </summary>
/// <example>
/// <code>
/// [Flow]
/// public partial class Startup
/// {
///     [Step] private void Setup() { }
///     [Step(nameof(Setup))] private Task Work(CancellationToken ct) => Task.Delay(100, ct);
/// }
///
/// await new Startup().ExecuteAsync();
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class FlowAttribute : Attribute
{
    /// <summary>How many steps of one run may run at the same time; 0, the default, means no limit.</summary>
    public int MaxConcurrency { get; set; }

    /// <summary>What a failing step does to the rest of its run. The default is <see cref="AsyncFlow.FailureMode.Cancel"/>.</summary>
    public FailureMode FailureMode { get; set; }

    /// <summary>
    /// Whether only hosts that never run two asynchronous steps at once may run this flow; other hosts refuse it with an
    /// <see cref="InvalidOperationException"/>.
    /// </summary>
    public bool SingleThreaded { get; set; }

    /// <summary>
    /// Which data races between the steps the compiler reports (FLOW103). The default is <see cref="AsyncFlow.Races.Certain"/>. It has no effect
    /// at run time.
    /// </summary>
    public Races Races { get; set; }
}
