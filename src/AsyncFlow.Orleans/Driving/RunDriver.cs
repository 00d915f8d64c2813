using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Progress;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Driving;

/// <summary>
/// Drives a run as long as one activation has it: stores what has happened, and then starts what that makes ready. Whatever happens while a commit is
/// on its way shares the next one. Used by one thread at a time: that of the grain.
/// </summary>
internal sealed class RunDriver
{
    private readonly RunServices _services;
    private readonly DurableFlow? _flow;
    private readonly RunProgress? _progress;
    private readonly StepDispatcher? _dispatcher;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<int, StepRecord> _running = [];
    private readonly KnownResults _known;
    private readonly GroupCommit<StepEvent> _commits;
    private RunRecord _run;

    // Another activation has the run, or its progress could not be stored, or this one ends: it does nothing any more.
    private bool _isLost;

    /// <summary>A run that does not go on: it has ended, or is parked.</summary>
    public RunDriver(RunServices services, RunRecord run)
    {
        (_services, _run, _known) = (services, run, new KnownResults(run));
        _commits = new GroupCommit<StepEvent>(StoreAsync);
        if (run.Status != FlowRunStatus.Parked)
        {
            _ended.SetResult();
        }
    }

    /// <summary>A run that was taken up, which <see cref="Begin"/> makes go on, or that <see cref="CreateAsync"/> creates.</summary>
    /// <param name="services">The services.</param>
    /// <param name="run">The run, as it is stored.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="progress">How far it has come.</param>
    /// <param name="interrupted">The steps that had started and not ended.</param>
    public RunDriver(RunServices services, RunRecord run, DurableFlow flow, RunProgress progress, IEnumerable<StepRecord> interrupted)
    {
        (_services, _run, _flow, _progress, _known) = (services, run, flow, progress, new KnownResults(run));
        _commits = new GroupCommit<StepEvent>(StoreAsync);
        foreach (StepRecord step in interrupted)
        {
            _running[step.Step] = step;
        }

        _dispatcher = new StepDispatcher(services, run, flow, progress, _known, Add);
    }

    /// <summary>The name of the flow.</summary>
    public string Flow => _run.Flow;

    /// <summary>Completes when the run has ended, and that is stored.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether the run goes on only in a process with another version of the flow.</summary>
    public bool IsParked => _run.Status == FlowRunStatus.Parked;

    /// <summary>Stores the run, unless there is one with its id, and starts the steps that are ready: one commit does both.</summary>
    /// <param name="isLost">Is called when the run is lost later.</param>
    /// <returns>Whether the run is new. Otherwise this is not used any more.</returns>
    public async Task<bool> CreateAsync(Action isLost)
    {
        Lost = isLost;
        List<StepRecord> changes = [];
        IReadOnlyList<int> ready = Advance(changes);
        _run = _run with { Status = _progress!.Status };
        if (!await _services.Store.CreateAsync(new RunCommit(_run, changes, [])))
        {
            return false;
        }

        Continue(ready, [], wasStopped: false);
        return true;
    }

    /// <summary>Starts the steps that are ready, or were interrupted.</summary>
    /// <param name="isLost">Is called when the run is lost.</param>
    public void Begin(Action isLost)
    {
        if (_progress is null)
        {
            return;
        }

        Lost = isLost;
        List<StepEvent> events = [.. _running.Values
            .Where(step => step.Starts > _services.Limits.MaxStarts)
            .Select(static step => new StepEvent(step.Step, new(StepStatus.Failed, null, Poison.FailureOf(step.Name, step.Starts - 1), 1)))];
        if (_progress.IsStopped)
        {
            // The process that worked on them has ended, or will not be able to store anything.
            events.AddRange(_running.Keys.Select(static step => new StepEvent(step, new(StepStatus.Canceled, null, null, 1))));
        }

        // All in one commit, before any step starts. Steps may be ready, or the run over, although nothing has happened.
        _ = _commits.AddAsync([.. events.DefaultIfEmpty(StepEvent.Nothing)]);
    }

    /// <summary>Cancels the run.</summary>
    /// <returns>A task that completes when the intent is stored.</returns>
    public Task CancelAsync() => _progress is null || _progress.HasEnded ? Task.CompletedTask : _commits.AddAsync(StepEvent.Cancel);

    /// <summary>The activation ends: nothing is started or stored any more.</summary>
    public void Abandon()
    {
        _isLost = true;
        _dispatcher?.Abandon();
    }

    private Action Lost { get; set; } = static () => { };

    private void Add(StepEvent happened) => _ = _commits.AddAsync(happened);

    private async Task StoreAsync(IReadOnlyList<StepEvent> events)
    {
        if (_isLost)
        {
            throw new LostRunException(_run.Id);
        }

        bool wasStopped = _progress!.IsStopped;
        List<StepRecord> changes = [];
        List<int> counted = [];
        foreach (StepEvent happened in events)
        {
            Apply(happened, changes, counted);
        }

        IReadOnlyList<int> ready = Advance(changes);
        await CommitAsync(changes, events.Any(static happened => happened.IsCancel));
        foreach (StepRecord change in changes)
        {
            _services.Steps.NoteReleased(_run.Id, change.Step, change.Element, change.Locks);
        }

        Continue(ready, counted, wasStopped);
    }

    // Starts what is ready now, and says what does not run.
    private IReadOnlyList<int> Advance(List<StepRecord> changes)
    {
        List<int> notRun = [];
        IReadOnlyList<int> ready = _progress!.Advance(notRun);
        changes.AddRange(notRun.Select(step => RecordOf(step) with { Status = StepStatus.NotRun }));
        foreach (int step in ready.Where(step => !_running.ContainsKey(step)))
        {
            _running[step] = RecordOf(step) with { Starts = 1, StartedAt = _services.Time.GetUtcNow() };
            changes.Add(_running[step]);
        }

        return ready;
    }

    private void Apply(StepEvent happened, List<StepRecord> changes, List<int> counted)
    {
        if (happened.IsCancel)
        {
            _progress!.Cancel();
        }

        // A step can be reported twice: as interrupted too often, and by a stop.
        if (happened.Result is not { } result || !_running.TryGetValue(happened.Step, out StepRecord? running))
        {
            return;
        }

        if (result.ElementCount >= 0)
        {
            _running[happened.Step] = running with { ElementCount = result.ElementCount };
            changes.Add(_running[happened.Step]);
            counted.Add(happened.Step);
            return;
        }

        _running.Remove(happened.Step);
        changes.Add(running with { Status = result.Status, Result = result.Result, Failure = result.Failure, Attempts = result.Attempts, EndedAt = _services.Time.GetUtcNow(), Locks = result.Locks ?? NoLocks(happened.Step) });
        _progress!.End(happened.Step, result.Status, result.Failure);
        if (_flow!.Lists[happened.Step] is null)
        {
            _known.Add(happened.Step, result);
        }
    }

    private async Task CommitAsync(List<StepRecord> changes, bool isCancelRequested)
    {
        _run = _run with
        {
            Version = _run.Version + 1,
            Status = _progress!.Status,
            Failure = _progress.Failure,
            IsUnsuccessful = _progress.IsUnsuccessful,
            IsCancelRequested = _run.IsCancelRequested || isCancelRequested,
            UpdatedAt = _services.Time.GetUtcNow(),
        };
        try
        {
            if (!await _services.Store.CommitAsync(new RunCommit(_run, changes, [])))
            {
                _services.Log.RunLost(_run.Id);
                throw new LostRunException(_run.Id);
            }
        }
        catch (Exception exception)
        {
            if (exception is not LostRunException)
            {
                _services.Log.StoreFailed(_run.Id, exception);
            }

            Abandon();
            Lost();
            throw;
        }
    }

    // What is stored has happened: only now others may learn of it.
    private void Continue(IReadOnlyList<int> ready, List<int> counted, bool wasStopped)
    {
        foreach (int step in ready)
        {
            _dispatcher!.Start(_running[step]);
        }

        foreach (int step in counted.Where(_running.ContainsKey))
        {
            _dispatcher!.Start(_running[step]);
        }

        if (_progress!.IsStopped && !wasStopped)
        {
            _dispatcher!.CancelAll();
        }

        if (_progress.HasEnded)
        {
            _known.Clear();
            _ended.TrySetResult();
        }
    }

    // Of a step that names locks, the commit releases what executions hold that have ended without a result.
    private HeldLock[]? NoLocks(int step) => _flow!.LocksOf(step).Count > 0 ? [] : null;

    private StepRecord RecordOf(int step) => new() { Step = step, Name = _flow!.Plan.Steps[step].Name };
}
