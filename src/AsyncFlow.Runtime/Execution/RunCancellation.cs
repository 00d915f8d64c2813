namespace AsyncFlow.Execution;

/// <summary>What a <see cref="RunCancellation"/> tells its run.</summary>
internal interface IRunCancellationOwner
{
    /// <summary>Whether other threads may know the run.</summary>
    bool IsShared { get; }

    /// <summary>The caller cancelled the run; its token has not been cancelled yet. Called on the cancelling thread.</summary>
    void OnCallerCanceled();

    /// <summary>The token is about to be cancelled for the caller; the run does not end before that is done.</summary>
    void OnCanceling();

    /// <summary>Has the token cancelled by a work item of its own.</summary>
    void ScheduleCanceling(FlowWorker canceling);

    /// <summary>A callback that a step had registered on the run's token threw.</summary>
    void OnCallbackFailed(Exception exception);

    /// <summary>The run had ended while its token was being cancelled; that is done now.</summary>
    void OnCancellationEndedAfterRun();
}

/// <summary>
/// The token that the steps of a run see. It is cancelled when the caller cancels the run and when a step fails in
/// <see cref="FailureMode.Cancel"/>, at most once; a run does not end while its token is being cancelled.
/// </summary>
internal sealed class RunCancellation(IRunCancellationOwner owner) : FlowWorker
{
    private const int Idle = 0;
    private const int Canceling = 1;
    private const int Canceled = 2;
    private const int CancelingAfterRun = 3;
    private const int Closed = 4;

    private readonly object _gate = new();

    // Idle -> Canceling -> Canceled, with CancelingAfterRun in between if the run ends then; or Idle -> Closed when the run ends.
    private int _state;

    // Guarded by _gate; made when a step of any of the runs first asks for the token. Never one that has been cancelled.
    private CancellationTokenSource? _source;

    // That source's, once a step of this run has been given it; until then none. Set under _gate, or while the run is its caller's
    // alone; from then on the token can be had without the gate.
    private CancellationToken _token;

    // Guarded by _gate until the run ends.
    private CancellationTokenRegistration _registration;
    private bool _isRegistered;

    // Set at the run's end: whether the caller's cancellation may be calling this object.
    private bool _isWatched;

    /// <summary>The caller's token; set when the run begins.</summary>
    public CancellationToken CallerToken { get; private set; }

    /// <summary>The token for steps and for waits of the engine's own.</summary>
    public CancellationToken Token
    {
        get
        {
            CancellationToken token = _token;
            return token.CanBeCanceled ? token : Prepare();
        }
    }

    /// <summary>Whether the run's token counts as cancelled: an <see cref="OperationCanceledException"/> is then no failure.</summary>
    public bool IsCancellationRequested => CallerToken.IsCancellationRequested || Volatile.Read(ref _state) is Canceling or Canceled or CancelingAfterRun;

    private bool IsGivenOut => _token.CanBeCanceled;

    /// <summary>A run begins.</summary>
    public void Begin(CancellationToken callerToken) => CallerToken = callerToken;

    /// <summary>From now on the owner hears of the caller's cancellation at once.</summary>
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
                // If the caller has cancelled already the callback runs in here; it finds that nobody has the token yet.
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
            // Nobody has the token: whoever asks for it from now on gets a cancelled one.
            if (!IsGivenOut)
            {
                Interlocked.CompareExchange(ref _state, Canceled, Idle);
                return;
            }
        }

        if (TryBeginCanceling())
        {
            owner.ScheduleCanceling(this);
        }
    }

    /// <inheritdoc/>
    public override void Execute() => Cancel();

    /// <summary>The run has ended: no cancellation begins any more.</summary>
    /// <returns>
    /// False if one is under way: the owner is then told when it is done, and must not end the run before.
    /// </returns>
    public bool TryClose()
    {
        // Neither the caller nor a step can cancel what none of them knows.
        if (!_isRegistered && !IsGivenOut)
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
        if (Volatile.Read(ref _state) is not (Idle or Closed) || _isWatched || (IsGivenOut && !_source!.TryReset()))
        {
            return false;
        }

        CallerToken = default;
        _registration = default;
        _isRegistered = false;
        _token = default;
        Volatile.Write(ref _state, Idle);
        return true;
    }

    private CancellationToken Prepare()
    {
        // In the caller's phase of a run that its caller cannot cancel nobody else is here.
        if (!owner.IsShared && !CallerToken.CanBeCanceled && _state == Idle)
        {
            return GiveOut();
        }

        lock (_gate)
        {
            // First, so that nobody is given a token that the caller's cancellation does not reach.
            Watch();
            if (!IsGivenOut)
            {
                // Whoever cancels changes the state first and then takes the gate to see whether the token has been given out.
                if (Volatile.Read(ref _state) is Canceling or Canceled or CancelingAfterRun)
                {
                    return new CancellationToken(canceled: true);
                }

                return GiveOut();
            }

            return _token;
        }
    }

    private CancellationToken GiveOut()
    {
        _source ??= new CancellationTokenSource();
        _token = _source.Token;
        return _token;
    }

    private void CancelForCaller()
    {
        owner.OnCallerCanceled();
        if (TryBeginCanceling())
        {
            owner.OnCanceling();
            Cancel();
        }
    }

    private bool TryBeginCanceling() => Interlocked.CompareExchange(ref _state, Canceling, Idle) == Idle;

    private void Cancel()
    {
        CancellationTokenSource? source;
        lock (_gate)
        {
            source = IsGivenOut ? _source : null;
        }

        try
        {
            source?.Cancel();
        }
        catch (AggregateException callbacks)
        {
            foreach (Exception exception in callbacks.InnerExceptions)
            {
                owner.OnCallbackFailed(exception);
            }
        }

        if (Interlocked.CompareExchange(ref _state, Canceled, Canceling) == CancelingAfterRun)
        {
            Volatile.Write(ref _state, Canceled);
            owner.OnCancellationEndedAfterRun();
        }
    }
}
