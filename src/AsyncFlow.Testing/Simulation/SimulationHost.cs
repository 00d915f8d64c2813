namespace AsyncFlow.Testing;

/// <summary>
/// Runs flows on one thread, in virtual time, in an order that a seed chooses: the same seed and the same flow give the same
/// events, always. Delays and timeouts on the run's <see cref="TimeProvider"/> take no time.
/// </summary>
/// <remarks>
/// <para>
/// Everything happens on one thread at a time: steps of both kinds, what they continue with after an <c>await</c>, and timers.
/// Whenever several steps are ready to start or to continue, the seed chooses. When none is, time moves to the next timer:
/// timers fire in the order of their due times, and those due at the same time in the order of their creation.
/// </para>
/// <para>
/// Only what stays in the simulation is repeatable. Steps should get the time from <see cref="StepContext.TimeProvider"/>, and
/// should not leave by <c>Task.Run</c>, real input and output, or <c>ConfigureAwait(false)</c>. Work that has left is waited for
/// and continues here, at a moment that is not under control; virtual time does not wait for it.
/// </para>
/// <para>
/// Any number of runs can share a simulation. To have their order depend on the seed alone, start them inside, with
/// <see cref="RunAsync(Func{Task})"/>.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await flow.ExecuteAsync(new FlowOptions { Host = new SimulationHost(seed: 42) });
/// </code>
/// </example>
public sealed partial class SimulationHost : FlowHost
{
    private readonly Pump _pump;
    private readonly VirtualClock _clock;

    // Where code runs that belongs to no step.
    private readonly SimulationContext _main;

    /// <summary>Makes a simulation.</summary>
    /// <param name="seed">Chooses the order of whatever could happen next.</param>
    public SimulationHost(int seed)
        : this(new RandomChooser(seed))
    {
    }

    internal SimulationHost(IChooser chooser)
    {
        _pump = new Pump(chooser) { Failed = OnUnhandled, Continuing = (step, runId) => StepContinuing?.Invoke(step, runId) };
        _clock = new VirtualClock(_pump);
        _main = new SimulationContext(this, null, 0);
    }

    /// <summary>
    /// Raised in the simulation for an exception that code threw which nobody awaits, such as an <c>async void</c> method or a
    /// timer's callback. Without a handler it becomes an unhandled exception of the process. Failing steps are not concerned:
    /// those belong to their run.
    /// </summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledException;

    /// <summary>Called in the simulation before a step's code continues after an await, with the run's number.</summary>
    internal event Action<StepInfo, long>? StepContinuing;

    /// <summary>The virtual clock. It begins on 1 January 2000 and stands still while nothing runs.</summary>
    public override TimeProvider TimeProvider => _clock;

    /// <inheritdoc/>
    public override bool RunsAsyncStepsInParallel => false;

    /// <inheritdoc/>
    protected internal override SynchronizationContext? SynchronizationContext => _pump.Context;

    /// <inheritdoc/>
    protected internal override bool SeparatesSynchronousSteps => false;

    /// <inheritdoc/>
    protected internal override bool SchedulesSteps => true;

    /// <summary>
    /// Runs code in the simulation: flows that it starts without naming a host run here too, its delays on
    /// <see cref="TimeProvider"/> take no time, and the whole depends on the seed alone.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <returns>Completes as the code's task does.</returns>
    public async Task RunAsync(Func<Task> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        await RunAsync(async () =>
        {
            await code();
            return true;
        }).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public async Task<T> RunAsync<T>(Func<Task<T>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        TaskCompletionSource<Task<T>> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pump.OperationStarted();
        try
        {
            _main.Post(_ => Start(), null);
            Task<T> running = await started.Task.ConfigureAwait(false);
            return await running.ConfigureAwait(false);
        }
        finally
        {
            _pump.OperationEnded();
        }

        void Start()
        {
            try
            {
                started.SetResult(code() ?? throw new InvalidOperationException("The code returned null instead of a task. Return a task, or make it async."));
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        }
    }

    /// <inheritdoc/>
    protected internal override void Schedule(FlowWorker worker) => _pump.AddChore(null, 0, worker);

    /// <inheritdoc/>
    protected internal override void ScheduleStep(FlowWorker work, StepInfo info, long runId)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(info);
        if (work.OnlyCompletes)
        {
            // The sooner a step is known to have ended, the more there is to choose from; nothing is lost by it.
            _pump.AddChore(info, runId, work);
        }
        else
        {
            _pump.AddChoice(info, runId, new SimulationContext(this, info, runId), null, work);
        }
    }

    /// <inheritdoc/>
    protected internal override void RunStarting()
    {
        _pump.Hold();
        _pump.OperationStarted();
    }

    /// <inheritdoc/>
    protected internal override void RunEnded() => _pump.OperationEnded();

    /// <inheritdoc/>
    protected internal override void RunStarted() => _pump.Release();

    /// <inheritdoc/>
    protected internal override void StepWaiting(StepInfo step, long runId, Func<bool> isOver) => _pump.AddWaiting(step, runId, isOver);

    private void OnUnhandled(Exception exception)
    {
        if (UnhandledException is { } handler)
        {
            handler(this, new UnhandledExceptionEventArgs(exception, isTerminating: false));
        }
        else
        {
            // As for an async void method without a context: thrown where nothing catches it.
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(
                static exception => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception), exception, preferLocal: false);
        }
    }
}
