using System.Runtime.ExceptionServices;
using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing;

/// <summary>
/// Runs flows on one thread, in virtual time, and in an order chosen by a seed: the same seed and the same flow always give the
/// same events. Delays and timeouts on the run's <see cref="TimeProvider"/> take no real time.
/// </summary>
/// <remarks>
/// <para>
/// Everything happens on one thread at a time: steps of both kinds, their continuations after an <c>await</c>, and timers. When
/// several steps are ready to start or to continue, the seed chooses one. When none is ready, time advances to the next timer.
/// Timers fire in the order of their due times; timers due at the same time fire in the order of their creation.
/// </para>
/// <para>
/// Only what stays in the simulation is repeatable. Steps should take the time from <see cref="StepContext.TimeProvider"/>, and
/// should not leave the simulation by <c>Task.Run</c>, real input and output, or <c>ConfigureAwait(false)</c>. The simulation waits
/// for work that has left and continues it when it returns, at a moment that the seed does not control; virtual time does not wait.
/// </para>
/// <para>
/// Any number of runs can share a simulation. For their order to depend on the seed alone, start them inside of it, with
/// <see cref="RunAsync(Func{Task})"/>. All members are thread-safe.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await flow.ExecuteAsync(new FlowOptions { Host = new SimulationHost(seed: 42) });
/// </code>
/// </example>
public sealed partial class SimulationHost : FlowHost
{
    private readonly SimulationLoop _loop;
    private readonly VirtualClock _clock;

    // The context of code outside of any step.
    private readonly SimulationContext _main;

    /// <summary>Creates a simulation.</summary>
    /// <param name="seed">Chooses the order of what can happen next.</param>
    public SimulationHost(int seed)
        : this(new RandomStrategy(seed))
    {
    }

    internal SimulationHost(ISchedulingStrategy strategy)
    {
        TimerQueue timers = new();
        _loop = new SimulationLoop(strategy, timers)
        {
            Failed = OnUnhandledException,
            Continuing = (step, runId) => StepContinuing?.Invoke(step, runId),
        };
        _clock = new VirtualClock(timers, _loop.Wake);
        _main = new SimulationContext(this, null, 0);
    }

    /// <summary>
    /// Raised in the simulation for an exception that no code awaits, such as that of an <c>async void</c> method or of a timer's
    /// callback. Without a handler it becomes an unhandled exception of the process. Exceptions of steps belong to their run and do
    /// not raise it.
    /// </summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledException;

    /// <summary>Called in the simulation before a step's code continues after an await, with the identifier of its run.</summary>
    internal event Action<StepInfo, long>? StepContinuing;

    /// <summary>The virtual clock. It starts at 2000-01-01T00:00:00Z and stands still while nothing runs.</summary>
    public override TimeProvider TimeProvider => _clock;

    /// <inheritdoc/>
    public override bool RunsAsyncStepsInParallel => false;

    /// <inheritdoc/>
    protected internal override SynchronizationContext? SynchronizationContext => _loop.Context;

    /// <inheritdoc/>
    protected internal override bool SeparatesSynchronousSteps => false;

    /// <inheritdoc/>
    protected internal override bool SchedulesSteps => true;

    /// <summary>
    /// Runs code in the simulation. Flows that it starts without naming a host run there too, its delays on
    /// <see cref="TimeProvider"/> take no real time, and its behavior depends on the seed alone.
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
        TaskCompletionSource<Task<T>> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.ActivityStarted();
        _main.Post(_ => _ = ExecuteAsync(), null);
        Task<T> ran = await ended.Task.ConfigureAwait(false);
        return await ran.ConfigureAwait(false);

        async Task ExecuteAsync()
        {
            Task<T> running;
            try
            {
                running = code() ?? throw new InvalidOperationException("The code returned null instead of a task. Return a task, or make it async.");
            }
            catch (Exception exception)
            {
                running = Task.FromException<T>(exception);
            }

            // Ends inside the simulation: on any other thread, virtual time would advance until that thread got here.
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            _loop.ActivityEnded();
            ended.SetResult(running);
        }
    }

    // 'in' only makes the compiler prefer the overloads with Task, as in EventLoopHost.Run: an async lambda converts to both.

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task RunAsync(in Func<ValueTask> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Func<ValueTask> function = code;
        return RunAsync(() => function().AsTask());
    }

    /// <inheritdoc cref="RunAsync(Func{Task})"/>
    public Task<T> RunAsync<T>(in Func<ValueTask<T>> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        Func<ValueTask<T>> function = code;
        return RunAsync(() => function().AsTask());
    }

    /// <inheritdoc/>
    protected internal override void Schedule(FlowWorker worker) => _loop.AddInternalWork(null, 0, worker);

    /// <inheritdoc/>
    protected internal override void ScheduleStep(FlowWorker work, StepInfo info, long runId)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(info);
        if (work.OnlyCompletes)
        {
            // The sooner the engine knows that a step has ended, the more there is to choose from. No order is lost.
            _loop.AddInternalWork(info, runId, work);
        }
        else
        {
            _loop.AddOperation(info, runId, new SimulationContext(this, info, runId), null, work);
        }
    }

    /// <inheritdoc/>
    protected internal override void RunStarting()
    {
        _loop.Hold();
        _loop.ActivityStarted();
    }

    /// <inheritdoc/>
    protected internal override void RunEnded() => _loop.ActivityEnded();

    /// <inheritdoc/>
    protected internal override void RunStarted() => _loop.Release();

    /// <inheritdoc/>
    protected internal override void StepWaiting(StepInfo step, long runId, Func<bool> isOver) => _loop.AddWaiting(step, runId, isOver);

    private void OnUnhandledException(Exception exception)
    {
        if (UnhandledException is { } handler)
        {
            handler(this, new UnhandledExceptionEventArgs(exception, isTerminating: false));
        }
        else
        {
            // Thrown where no code catches it, as for an async void method without a context.
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(
                static exception => ExceptionDispatchInfo.Throw(exception), exception, preferLocal: false);
        }
    }
}
