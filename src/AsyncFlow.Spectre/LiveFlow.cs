using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Views;

namespace AsyncFlow.Spectre;

/// <summary>
/// A flow that shows its runs on a console while they happen. Made by <c>AnsiConsole.Live(flow)</c> or <c>console.Live(flow)</c>. Immutable. A terminal
/// shows one run at a time; where there is no terminal, any number of runs write their lines.
/// </summary>
/// <remarks>
/// While the view is on, what the program writes to <see cref="Console.Out"/>, <see cref="Console.Error"/> or the Spectre console appears above it.
/// An observer in the options of a run receives its events as always.
/// </remarks>
/// <example>
/// <code>
/// await AnsiConsole.Live(flow).ExecuteAsync(cancellationToken);
/// await AnsiConsole.Live(flow).KeepDurations("build.durations.json").RunAsync(options, cancellationToken);
/// </code>
/// </example>
public sealed class LiveFlow : IFlow
{
    private readonly IFlow _flow;
    private readonly LiveSettings _settings;

    internal LiveFlow(IFlow flow, LiveSettings settings)
    {
        _flow = flow;
        _settings = settings;
    }

    /// <inheritdoc/>
    public FlowPlan Plan => _flow.Plan;

    /// <summary>Estimates how long a run will still take, and how far its steps are, from an earlier run.</summary>
    /// <param name="earlier">The report of a run of the same flow.</param>
    /// <exception cref="ArgumentException">The report is of another flow.</exception>
    public LiveFlow EstimateFrom(FlowReport earlier) => new(_flow, _settings with { Earlier = StepDurations.Of(earlier, Plan) });

    /// <summary>
    /// Keeps the durations of steps in a file, and estimates from them how long a run will still take. Each run that succeeds writes the file: the
    /// mean of what it contains and of the run.
    /// </summary>
    /// <param name="path">The file. It need not exist.</param>
    /// <remarks>
    /// A run throws an <see cref="InvalidDataException"/>, before its first step, if the file contains anything else. That it cannot be written is reported as
    /// failures of observers are: in <see cref="FlowReport.ObserverFailures"/>.
    /// </remarks>
    public LiveFlow KeepDurations(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(_flow, _settings with { DurationsPath = path });
    }

    /// <summary>Takes the view off the terminal when the run has ended, whatever became of it. Lines where there is no terminal stay.</summary>
    public LiveFlow AutoClear() => new(_flow, _settings with { ClearsAtEnd = true });

    /// <inheritdoc/>
    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(options: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
        await ShownRun.OfAsync(_settings, Plan, options, async shown =>
        {
            await _flow.ExecuteAsync(shown, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(options: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
        await ShownRun.OfAsync(_settings, Plan, options, shown => _flow.RunAsync(shown, cancellationToken)).ConfigureAwait(false);
}
