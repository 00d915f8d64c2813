namespace AsyncFlow.CommandLine;

/// <summary>Runs a flow as a program.</summary>
/// <remarks>
/// <para>
/// The command line names the steps that are to run, as arguments or with <c>--target</c>, and those that are not, with <c>--skip</c>. Each
/// <see cref="InputAttribute">[Input]</see> of the flow is an option: <c>outputFolder</c> is <c>--output-folder</c>. <c>--help</c> lists everything
/// else.
/// </para>
/// <para>
/// What steps do goes to standard error, so standard output belongs to the flow: on a terminal as a view that changes while they run, else as lines
/// with a table at the end. Ctrl+C cancels the run, and what became of it is printed all the same; a second Ctrl+C ends the process.
/// </para>
/// <para>
/// The exit code is 0 if the run succeeded, 1 if it failed, 2 if the command line is wrong, 130 after Ctrl+C and 143 after a request to terminate.
/// </para>
/// </remarks>
/// <example><code>return await FlowCommand.RunAsync(new Build(), args);</code></example>
public static class FlowCommand
{
    /// <summary>Runs a flow as the command line says.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="settings">How the command line looks; null for the defaults.</param>
    /// <param name="cancellationToken">Once cancelled, the run ends as after Ctrl+C.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(IFlow flow, string[] args, FlowCommandSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return RunAsync(new FlowWithoutInputs(flow), args, settings, cancellationToken);
    }

    /// <summary>Runs a flow that takes inputs as the command line says. Every non-static flow with inputs can be given.</summary>
    /// <param name="flow">The flow. The generator makes it an <see cref="ICommandLineFlow"/>.</param>
    /// <param name="args">The arguments of the program.</param>
    /// <param name="settings">How the command line looks; null for the defaults.</param>
    /// <param name="cancellationToken">Once cancelled, the run ends as after Ctrl+C.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="InvalidOperationException">An input cannot be an option; the message says why.</exception>
    public static Task<int> RunAsync(ICommandLineFlow flow, string[] args, FlowCommandSettings? settings = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(args);
        return new CommandRun(flow, settings ?? new FlowCommandSettings()).RunAsync(args, cancellationToken);
    }
}
