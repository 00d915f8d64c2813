using AsyncFlow.Testing.SchedulePage;
using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Exploration;

/// <summary>One run of a flow in a simulation of its own.</summary>
internal sealed class ScheduleRun(IFlow flow, ISchedulingStrategy strategy, ExplorationOptions options)
{
    private readonly RecordingStrategy _strategy = new(strategy);
    private readonly EventLog _log = new();

    // What the page of the schedule shows. Set when the run begins.
    private ScheduleLog? _page;

    // Exceptions that no code awaits. Guarded by itself.
    private readonly List<Exception> _unhandled = [];

    public string Schedule => _strategy.Schedule;

    public IReadOnlyList<FlowEvent> Events => _log.Events;

    /// <summary>What happened, in all runs.</summary>
    public RecordedSchedule Recorded => _page?.Copy() ?? new RecordedSchedule([], [], [], 0);

    /// <summary>Runs the flow and checks it.</summary>
    /// <param name="check">Throws if the outcome is wrong.</param>
    /// <param name="cancellationToken">Stops the run; that is not a failure.</param>
    /// <returns>What failed; null if nothing did.</returns>
    public async Task<Exception?> ExecuteAsync(Func<FlowReport, Task> check, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<FlowReport>? run = null;
        try
        {
            run = flow.RunAsync(SimulationOptions(), stop.Token).AsTask();
            FlowReport report = await run.WaitAsync(options.HangLimit, options.HangClock, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if ((IReadOnlyList<Exception>)[.. Unhandled(), .. ObserverFailures(report)] is { Count: > 0 } unhandled)
            {
                return OneOf([.. unhandled, .. report.Failures]);
            }

            await check(report).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException) when (run is { IsCompleted: false })
        {
            // Lets the run end, if it can.
            await stop.CancelAsync().ConfigureAwait(false);
            TimeoutException hang = new($"The run has not ended after {options.HangLimit.TotalSeconds:0.###} s: its steps wait for each other, or for something outside of the simulation.");
            return OneOf([hang, .. Unhandled()]);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    // An observer of a test may assert. What it throws does not fail the run, so the exploration must.
    private static IEnumerable<Exception> ObserverFailures(FlowReport report) =>
        report.ObserverFailures.Concat(report.Steps.Where(static step => step.NestedReport is not null).SelectMany(static step => ObserverFailures(step.NestedReport!)));

    private static Exception OneOf(IReadOnlyList<Exception> failures) => failures.Count == 1 ? failures[0] : new AggregateException(failures);

    private List<Exception> Unhandled()
    {
        lock (_unhandled)
        {
            return [.. _unhandled];
        }
    }

    // The simulation is the host; everything else is as the caller specified.
    private FlowOptions SimulationOptions()
    {
        SimulationHost simulation = new(_strategy);
        simulation.StepContinuing += _log.OnStepContinuing;
        _page = new ScheduleLog(simulation.TimeProvider);
        simulation.StepContinuing += _page.OnStepContinuing;
        simulation.UnhandledException += (_, arguments) =>
        {
            lock (_unhandled)
            {
                _unhandled.Add((Exception)arguments.ExceptionObject);
            }
        };
        FlowOptions given = options.Flow ?? new FlowOptions();
        return given with { Host = simulation, TimeProvider = null, Observer = FlowObserver.Combine(_log, _page, given.Observer) };
    }
}
