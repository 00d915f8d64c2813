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
public sealed class StepAttempts : PolicyAttempts
{
    private readonly RunSettings _settings;
    private readonly RunHost _host;
    private readonly StepLifecycle _lifecycle;

    // In ticks. Attempts may add to it at the same time.
    private long _lockWait;

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

    private protected override string Subject => $"Step '{_settings.Plan.Layout.NameOf(Step)}' of flow '{_settings.Plan.Name}'";

    /// <summary>What the step learns of itself and the run, with the token of an attempt.</summary>
    /// <param name="token">The token.</param>
    public StepContext Context(CancellationToken token) => _lifecycle.ContextOf(Step).With(token);

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
            _settings.Recorder?.AttemptsEnded(Step, Started, new TimeSpan(_lockWait));
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
                Interlocked.Add(ref _lockWait, _settings.Clock.GetElapsedTime(waits).Ticks);
            }

            if (isSynchronous)
            {
                await new WorkerSwitch(_host.Host);
            }

            StartAttempt();
            return await body(this, token);
        }
        finally
        {
            locks?.Release();
            Leave();
        }
    }

    private void StartAttempt()
    {
        int attempt = Start();
        if (attempt > 1)
        {
            // What went wrong in a flow that an earlier attempt ran is that attempt's.
            _lifecycle.Nested.Close(Step);
        }

        _settings.Recorder?.AttemptStarted(Step, attempt);
    }
}
