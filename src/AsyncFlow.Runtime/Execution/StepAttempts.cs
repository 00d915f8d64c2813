using System.ComponentModel;
using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

/// <summary>One execution of a step under policies: the state that goes through them, and the attempts that they start. Meant for generated code.</summary>
/// <remarks>
/// Thread-safe: a policy may have several attempts run at the same time. The step ends when the policies have given a result and all attempts have
/// ended. What awaits here returns to the context of the host, as the awaits of a step do.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class StepAttempts
{
    private readonly object _gate = new();
    private readonly RunSettings _settings;
    private readonly RunHost _host;
    private readonly StepLifecycle _lifecycle;

    // All guarded by _gate.
    private int _started;
    private int _running;
    private bool _hasEnded;
    private TimeSpan _lockWait;
    private TaskCompletionSource? _allEnded;

    internal StepAttempts(FlowSteps run, int step, RunSettings settings, RunHost host, StepLifecycle lifecycle)
    {
        Run = run;
        Step = step;
        _settings = settings;
        _host = host;
        _lifecycle = lifecycle;
    }

    /// <summary>The run.</summary>
    public FlowSteps Run { get; }

    /// <summary>The index of the step, or of the element.</summary>
    public int Step { get; }

    private string Name => _settings.Plan.Layout.NameOf(Step);

    /// <summary>What the step learns of itself and the run, with the token of an attempt.</summary>
    /// <param name="token">The token.</param>
    public StepContext Context(CancellationToken token) => _lifecycle.ContextOf(Step).With(token);

    /// <summary>A policy of the step, which must not be null.</summary>
    /// <param name="policy">What the member holds.</param>
    /// <param name="name">The name of the member.</param>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    public TPolicy NotNull<TPolicy>(TPolicy? policy, string name) where TPolicy : class => policy
        ?? throw new InvalidOperationException($"Step '{Name}' of flow '{_settings.Plan.Name}' needs policy '{name}', which is null. Assign one before the flow runs.");

    /// <summary>Executes the step.</summary>
    /// <typeparam name="T">The type of the step's result.</typeparam>
    /// <param name="policies">The policies, of which the innermost calls <see cref="AttemptAsync"/>.</param>
    /// <param name="token">The token of the step.</param>
    public async ValueTask<T> ExecuteAsync<T>(Func<StepAttempts, CancellationToken, ValueTask<T>> policies, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(policies);
        try
        {
            return await policies(this, token);
        }
        finally
        {
            await EndAsync();
        }
    }

    /// <summary>Attempts the step.</summary>
    /// <typeparam name="T">The type of the step's result.</typeparam>
    /// <param name="body">Calls the step's function.</param>
    /// <param name="isSynchronous">Whether that may block the thread, so that it needs a worker.</param>
    /// <param name="token">The token of the attempt.</param>
    /// <exception cref="InvalidOperationException">The step has ended.</exception>
    public async ValueTask<T> AttemptAsync<T>(Func<StepAttempts, CancellationToken, ValueTask<T>> body, bool isSynchronous, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(body);
        Enter();
        AttemptLocks? locks = null;
        try
        {
            token.ThrowIfCancellationRequested();
            if (_settings.Plan.Layout.LocksPerAttempt(Step) is > 0 and int count)
            {
                long waits = _settings.Clock.GetTimestamp();
                locks = new AttemptLocks(_settings, Step);
                await locks.AcquireAsync(Run, count, token);
                Add(_settings.Clock.GetElapsedTime(waits));
            }

            if (isSynchronous)
            {
                await new WorkerSwitch(_host.Host);
            }

            Start();
            return await body(this, token);
        }
        finally
        {
            locks?.Release();
            Leave();
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                throw new InvalidOperationException($"Step '{Name}' cannot be attempted once it has ended. A policy has to await the attempts that it starts.");
            }

            _running++;
        }
    }

    private void Start()
    {
        int attempt;
        lock (_gate)
        {
            attempt = ++_started;
        }

        if (attempt > 1)
        {
            // What went wrong in a flow that an earlier attempt ran is that attempt's.
            _lifecycle.Nested.Close(Step);
        }

        _settings.Recorder?.AttemptStarted(Step, attempt);
    }

    private void Add(TimeSpan lockWait)
    {
        lock (_gate)
        {
            _lockWait += lockWait;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _allEnded?.SetResult();
            }
        }
    }

    private async ValueTask EndAsync()
    {
        Task? running = null;
        lock (_gate)
        {
            _hasEnded = true;
            if (_running > 0)
            {
                _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                running = _allEnded.Task;
            }
        }

        if (running is not null)
        {
            await running;
        }

        _settings.Recorder?.AttemptsEnded(Step, _started, _lockWait);
    }
}
