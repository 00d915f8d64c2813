namespace AsyncFlow.Testing;

/// <summary>One run of a flow in a simulation of its own.</summary>
internal sealed class ScheduleRun(IFlow flow, IChooser chooser, ExplorationOptions options)
{
    private readonly RecordingChooser _chooser = new(chooser);
    private readonly EventLog _log = new();

    // What code threw that nobody awaits: the first of it.
    private Exception? _unhandled;

    public string Schedule => _chooser.Schedule;

    public IReadOnlyList<FlowEvent> Events => _log.Events;

    /// <summary>Runs the flow and checks it.</summary>
    /// <param name="check">Throws if it finds the outcome wrong.</param>
    /// <param name="cancellationToken">Ends the run; that is no failure.</param>
    /// <returns>What failed, if anything did.</returns>
    public async Task<Exception?> ExecuteAsync(Action<FlowReport> check, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<FlowReport>? run = null;
        try
        {
            run = flow.RunAsync(SimulationOptions(), stop.Token).AsTask();
            FlowReport report = await run.WaitAsync(options.HangLimit, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (_unhandled is null)
            {
                check(report);
            }

            return _unhandled;
        }
        catch (TimeoutException) when (run is { IsCompleted: false })
        {
            // What still can end, ends.
            await stop.CancelAsync().ConfigureAwait(false);
            return new TimeoutException($"The run has not ended after {options.HangLimit.TotalSeconds:0.###} s: steps wait for each other, or for something outside of the simulation.");
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

    private FlowOptions SimulationOptions()
    {
        SimulationHost simulation = new(_chooser);
        simulation.StepContinuing += _log.OnStepContinuing;
        simulation.UnhandledException += (_, arguments) => Interlocked.CompareExchange(ref _unhandled, (Exception)arguments.ExceptionObject, null);
        FlowOptions flow = options.Flow ?? new FlowOptions();
        return flow with { Host = simulation, TimeProvider = null, Observer = FlowObserver.Combine(_log, flow.Observer) };
    }
}
