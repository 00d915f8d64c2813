using System.Diagnostics;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>Receives the events of a run's token. An interface, since the listener is created after the token.</summary>
internal interface ICancellationListener
{
    /// <summary>The caller cancelled the run; its token has not been cancelled yet. Called on the cancelling thread.</summary>
    void OnCallerCanceled();

    /// <summary>A callback that a step had registered on the run's token threw.</summary>
    void OnCallbackFailed(Exception exception);

    /// <summary>The run had ended while its token was being cancelled; that is done now.</summary>
    void OnCancellationEndedAfterRun();
}

/// <summary>
/// The token that the steps of a run see. It is cancelled when the caller cancels the run and when a step fails in
/// <see cref="FailureMode.Cancel"/>, at most once; a run does not end while its token is being cancelled.
/// </summary>
/// <remarks>
/// Each run that gives its token out has a source of its own. Code that keeps the token beyond the run would otherwise see
/// the cancellation of a later one.
/// </remarks>
internal sealed class RunCancellation(RunProgress progress, RunHost host) : FlowWorker
{
    private const int Idle = 0;
    private const int Canceling = 1;
    private const int Canceled = 2;
    private const int CancelingAfterRun = 3;
    private const int Closed = 4;

    private readonly object _gate = new();
    private ICancellationListener _listener = null!;

    // Idle -> Canceling -> Canceled, with CancelingAfterRun in between if the run ends then; or Idle -> Closed when the run ends.
    private int _state;

    // Null until a step asks for the token. Set under _gate, or while the run is its caller's alone.
    private CancellationTokenSource? _source;

    // Guarded by _gate until the run ends.
    private CancellationTokenRegistration _registration;
    private bool _isRegistered;

    // Set at the run's end: whether the caller's cancellation may be calling this object.
    private bool _isWatched;

    /// <summary>The caller's token; set when the run begins.</summary>
    public CancellationToken CallerToken { get; private set; }

    /// <summary>The token for steps and for waits of the engine's own.</summary>
    public CancellationToken Token => (Volatile.Read(ref _source) ?? Prepare())?.Token ?? new CancellationToken(canceled: true);

    /// <summary>Whether the run's token counts as cancelled: an <see cref="OperationCanceledException"/> is then no failure.</summary>
    public bool IsCancellationRequested => CallerToken.IsCancellationRequested || Volatile.Read(ref _state) is Canceling or Canceled or CancelingAfterRun;

    /// <summary>Connects the parts of a pooled run, once.</summary>
    public void Connect(ICancellationListener listener) => _listener = listener;

    /// <summary>A run begins.</summary>
    public void Begin(CancellationToken callerToken) => CallerToken = callerToken;

    /// <summary>Uses the source whose token a straight line gave to steps, for a caller that cannot cancel.</summary>
    public void Adopt(CancellationTokenSource source)
    {
        Debug.Assert(!CallerToken.CanBeCanceled && _source is null && !progress.IsPublished, "The run is its caller's alone, and has given out no token.");
        _source = source;
    }

    /// <summary>From now on the listener learns of the caller's cancellation at once.</summary>
    public void Watch()
    {
        if (!CallerToken.CanBeCanceled)
        {
            return;
        }

        lock (_gate)
        {
            if (!_isRegistered)
            {
                // If the caller has cancelled already the callback runs in here; the token has not been given out yet.
                _isRegistered = true;
                _registration = CallerToken.UnsafeRegister(static state => ((RunCancellation)state!).CancelForCaller(), this);
            }
        }
    }

    /// <summary>Has the token cancelled by a work item of its own; does nothing if that has been done.</summary>
    public void CancelSoon()
    {
        lock (_gate)
        {
            // The token has not been given out. From now on a cancelled one is.
            if (_source is null)
            {
                Interlocked.CompareExchange(ref _state, Canceled, Idle);
                return;
            }
        }

        if (!TryBeginCanceling())
        {
            return;
        }

        // A host that chooses steps has to know of all that happens in a run; any other might never execute it.
        if (host.Host.SchedulesSteps)
        {
            host.Host.Schedule(this);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <inheritdoc/>
    public override void Execute() => Cancel();

    /// <summary>The run has ended: no cancellation begins any more.</summary>
    /// <returns>False if one is under way: the listener learns when it is done, and must not end the run before.</returns>
    public bool TryClose()
    {
        // Neither the caller nor a step can cancel a token that they do not know.
        if (!_isRegistered && _source is null)
        {
            return true;
        }

        while (true)
        {
            int state = Volatile.Read(ref _state);
            int next = state switch { Idle => Closed, Canceling => CancelingAfterRun, _ => state };
            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                return next != CancelingAfterRun;
            }
        }
    }

    /// <summary>After the run's end: the caller's token no longer knows the run, unless it is calling it at this moment.</summary>
    public void Unwatch() => _isWatched = _isRegistered && !_registration.Unregister();

    /// <summary>After <see cref="Unwatch"/>: makes the object ready for another run.</summary>
    /// <returns>False if it cannot serve another: it was cancelled, or the caller's cancellation may still call it.</returns>
    public bool TryReset()
    {
        if (Volatile.Read(ref _state) is not (Idle or Closed) || _isWatched)
        {
            return false;
        }

        CallerToken = default;
        _registration = default;
        _isRegistered = false;
        _source = null;
        Volatile.Write(ref _state, Idle);
        return true;
    }

    // Null if the token is cancelled already.
    private CancellationTokenSource? Prepare()
    {
        // In the caller's phase of a run that its caller cannot cancel no other thread is here.
        if (!progress.IsPublished && !CallerToken.CanBeCanceled && _state == Idle)
        {
            return _source ??= new CancellationTokenSource();
        }

        lock (_gate)
        {
            // First, so that no step is given a token that the caller's cancellation does not reach.
            Watch();
            if (_source is null)
            {
                // The thread that cancels changes the state first and then takes the gate to see whether the token has been given out.
                if (Volatile.Read(ref _state) is Canceling or Canceled or CancelingAfterRun)
                {
                    return null;
                }

                Volatile.Write(ref _source, new CancellationTokenSource());
            }

            return _source;
        }
    }

    private void CancelForCaller()
    {
        _listener.OnCallerCanceled();
        if (TryBeginCanceling())
        {
            host.FinishOnPool();
            Cancel();
        }
    }

    private bool TryBeginCanceling() => Interlocked.CompareExchange(ref _state, Canceling, Idle) == Idle;

    private void Cancel()
    {
        Debug.Assert(Volatile.Read(ref _state) is Canceling or CancelingAfterRun, "The thread that changed the state cancels.");
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = _source;
        }

        try
        {
            source?.Cancel();
        }
        catch (AggregateException callbacks)
        {
            foreach (Exception exception in callbacks.InnerExceptions)
            {
                _listener.OnCallbackFailed(exception);
            }
        }

        if (Interlocked.CompareExchange(ref _state, Canceled, Canceling) == CancelingAfterRun)
        {
            Volatile.Write(ref _state, Canceled);
            _listener.OnCancellationEndedAfterRun();
        }
    }
}
