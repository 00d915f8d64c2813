using System.ComponentModel;
using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// One execution of a flow. Generated code derives from it: it starts the steps and keeps their awaiters and results; this
/// class decides when.
/// </summary>
/// <remarks>
/// <para>
/// A run begins on its caller, alone: until a step suspends or a synchronous one is met, counters are plain and nobody else
/// knows the run (the caller's phase, FlowRun.Caller.cs). Then it is shared: ready steps that the caller does not take itself
/// go to a lane, from which workers take them (FlowRun.Workers.cs). What happens to one step is in FlowRun.Steps.cs and
/// FlowRun.Suspending.cs, how steps follow each other in FlowRun.Order.cs, how the run ends and is reused in FlowRun.Ending.cs.
/// </para>
/// <para>
/// At any moment each step is in one place: not ready, on the lane, in a queue (for a lock or a slot), suspended, ended, or in
/// the hand of exactly one thread. Only that thread touches what belongs to the step. It passes the step on by an interlocked
/// operation, and from then on touches the run only under a reference that it holds.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class FlowRun
{
    private readonly RunPool _pool;
    private readonly PlanLayout _layout;
    private readonly RunCancellation _token;

    /// <summary>Makes a run that can execute the pool's flow any number of times, one after the other.</summary>
    /// <param name="pool">Where the run goes when its result has been taken.</param>
    protected FlowRun(RunPool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        _pool = pool;
        _layout = pool.Plan.Layout;
        _phases = new StepPhase[_layout.Count];
        for (int step = 0; step < _phases.Length; step++)
        {
            _phases[step] = FirstPhase(step);
        }

        _successorStart = _layout.SuccessorStart;
        _successors = _layout.Successors;
        _upstreams = Array.ConvertAll(_layout.InDegree, static count => new Upstreams { Count = count, Running = count });
        _lane = new ReadyStack<NoProbe>(_layout.Count);
        _worker = new Worker(this);
        _continuations = new Action?[_layout.Count];
        _locks = _layout.LockStart[^1] == 0 ? null : new StepLocks(_layout);
        _skipped = _layout.HasConditions ? new bool[_layout.Count] : null;
        _token = new RunCancellation(this);
    }

    /// <summary>The token for steps: cancelled when the caller cancels, and in <see cref="FailureMode.Cancel"/> when a step fails.</summary>
    protected internal CancellationToken Token => _token.Token;

    /// <summary>Asks whether a step's condition holds. Called for steps that have one.</summary>
    /// <param name="step">The step's index.</param>
    protected virtual bool ShouldRun(int step) => true;

    /// <summary>Whether a step was skipped, so that it has no result.</summary>
    /// <param name="step">The index of a step that has ended.</param>
    protected internal bool IsSkipped(int step) => _skipped?[step] == true;

    /// <summary>Starts a step, whose upstreams have all succeeded and whose locks are held.</summary>
    /// <param name="step">The step's index.</param>
    /// <returns>True if it has ended and its result is stored; false if it suspended and is to be finished later.</returns>
    protected virtual bool Start(int step) => throw NoSuchStep(step);

    /// <summary>Takes the result of a step that had suspended. As it stands, it does so for steps that wait for a task without a result.</summary>
    /// <param name="step">The step's index.</param>
    protected virtual void Finish(int step) => FinishAwaited(step);

    /// <summary>The lock that a step needs.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="index">The lock's place among those of the step.</param>
    protected virtual object? GetLock(int step, int index) => throw NoSuchStep(step);

    /// <summary>Stores what takes the place of a step's result, in a test. Nothing is stored for a step whose result nobody uses.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="result">The result; of the type that the step gives.</param>
    protected virtual void Store(int step, object? result) { }

    /// <summary>Drops every reference to the flow's instance and to results.</summary>
    protected abstract void Clear();

    /// <summary>What a step that asks for it learns of the run.</summary>
    /// <param name="step">The step's index.</param>
    protected internal StepContext Context(int step) => new(_pool.Plan.Name, _layout.NameOf(step), RunId, Clock, Token);

    /// <summary>The awaitable that a step returned, which must not be null.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="returned">What the step returned.</param>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    protected internal TAwaitable NotNull<TAwaitable>(int step, TAwaitable? returned) where TAwaitable : class => returned ?? throw ReturnedNull(step);

    /// <summary>The flow that a step runs, which must not be null.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="flow">What the step's member holds.</param>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    protected TFlow FlowOf<TFlow>(int step, TFlow? flow) where TFlow : class => flow
        ?? throw new InvalidOperationException($"Step '{_layout.NameOf(step)}' of flow '{_pool.Plan.Name}' holds no flow: it is null. Assign one before the flow runs, or run the step only [When] there is one.");

    // By themselves, since text that is put together would make every call of the method in which it is slower.
    private InvalidOperationException ReturnedNull(int step) =>
        new($"Step '{_layout.NameOf(step)}' of flow '{_pool.Plan.Name}' returned null instead of something to await. Return Task.CompletedTask, or make the method async.");

    private static ArgumentOutOfRangeException NoSuchStep(int step) => new(nameof(step), step, "The flow has no such step.");
}
