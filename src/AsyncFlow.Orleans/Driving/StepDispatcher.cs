using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Progress;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Driving;

/// <summary>Has the steps of a run executed, wherever there is room for them, and reports how they end. Used by one thread at a time: that of the grain.</summary>
internal sealed class StepDispatcher(RunServices services, RunRecord run, DurableFlow flow, RunProgress progress, KnownResults known, Action<StepEvent> report)
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(200);

    private readonly Slots _slots = new(flow.Plan.MaxConcurrency);
    private readonly HashSet<ActiveWork> _active = [];
    private readonly FlowVersion _version = new(run.Flow, run.Fingerprint);
    private bool _isAbandoned;

    /// <summary>Executes a step, or the elements of one whose list is known.</summary>
    /// <param name="step">The step, as it is stored.</param>
    public void Start(StepRecord step) => _ = step.ElementCount >= 0 ? ExecuteElementsAsync(step) : ExecuteAsync(step);

    /// <summary>Cancels the tokens of all that is executed.</summary>
    public void CancelAll()
    {
        foreach (ActiveWork work in _active)
        {
            _ = work.CancelAsync();
        }
    }

    /// <summary>Reports nothing any more.</summary>
    public void Abandon() => _isAbandoned = true;

    private async Task ExecuteAsync(StepRecord step)
    {
        // A condition takes no slot, nor does a list that is counted.
        int slots = flow.Lists[step.Step] is null ? 1 : 0;
        await _slots.EnterAsync(slots);
        IStepGrain grain = services.Grains.GetGrain<IStepGrain>(WorkKey.Of(run.Id, step.Name));
        StepData? data = known.DataOf(flow.Plan.Steps[step.Step]);
        ActiveWork work = new(
            isCanceled => grain.ExecuteAsync(new StepRequest(run.Id, run.Flow, step.Step, isCanceled, run.Epoch, data)),
            grain.CancelAsync);
        StepResult? result = await AskAsync(step.Name, work);
        _slots.Leave(slots);
        Report(step, result);
    }

    private async Task ExecuteElementsAsync(StepRecord step)
    {
        int count = step.ElementCount;
        Queue<int> chunks = new(Enumerable.Range(0, (count + DurableLimits.ChunkSize - 1) / DurableLimits.ChunkSize));
        int limit = LimitOf(flow.Lists[step.Step]!);
        int lanes = limit == 0 ? chunks.Count : Math.Min(Math.Min(chunks.Count, limit), DurableLimits.MaxChunks);
        ListOutcome outcome = new(progress.FailureStopsElements(step.Step));
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(lane => ExecuteChunksAsync(step, chunks, limit == 0 ? 0 : (limit / lanes) + (lane < limit % lanes ? 1 : 0), outcome)));
        Report(step, outcome.IsInterrupted ? null : new(outcome.StatusOf(isIncomplete: chunks.Count > 0), null, outcome.Failure, 1));
    }

    // The smaller one of both limits.
    private int LimitOf(DurableList list) => (list.MaxConcurrency, flow.Plan.MaxConcurrency) switch
    {
        (0, int whole) => whole,
        (int own, 0) => own,
        (int own, int whole) => Math.Min(own, whole),
    };

    private async Task ExecuteChunksAsync(StepRecord step, Queue<int> chunks, int maxConcurrency, ListOutcome outcome)
    {
        while (!outcome.IsInterrupted && !outcome.IsStopped && !progress.IsStopped && chunks.TryDequeue(out int chunk))
        {
            await _slots.EnterAsync(maxConcurrency);
            int first = chunk * DurableLimits.ChunkSize;
            int size = Math.Min(DurableLimits.ChunkSize, step.ElementCount - first);
            IChunkGrain grain = services.Grains.GetGrain<IChunkGrain>(WorkKey.Of(run.Id, step.Name, chunk));
            ActiveWork work = new(
                isCanceled => grain.ExecuteAsync(new ChunkRequest(run.Id, run.Flow, step.Step, chunk, first, size, maxConcurrency, outcome.FailureStops, isCanceled || outcome.IsStopped, run.Epoch)),
                grain.CancelAsync);
            outcome.Active.Add(work);
            StepResult? result = await AskAsync(step.Name, work);
            outcome.Active.Remove(work);
            _slots.Leave(maxConcurrency);
            outcome.Add(result);
        }
    }

    // Null if the activation ends before the work does.
    private async Task<StepResult?> AskAsync(string name, ActiveWork work)
    {
        _active.Add(work);
        try
        {
            while (!_isAbandoned && !services.Lifetime.ApplicationStopping.IsCancellationRequested)
            {
                try
                {
                    if (StepResult.Of(await _version.CallAsync(() => work.ExecuteAsync(progress.IsStopped))) is { } result)
                    {
                        return result;
                    }
                }
                catch (Exception exception)
                {
                    // Its process has ended, or the database did not answer. Asking again is safe.
                    services.Log.WorkFailed(name, exception);
                    await Task.Delay(s_retryDelay, services.Time);
                }
            }

            return null;
        }
        finally
        {
            _active.Remove(work);
        }
    }

    private void Report(StepRecord step, StepResult? result)
    {
        if (result is not null && !_isAbandoned)
        {
            report(new StepEvent(step.Step, result));
        }
    }

    /// <summary>Something that is executed now.</summary>
    private sealed class ActiveWork(Func<bool, Task<WorkReply>> execute, Func<Task> cancel)
    {
        public Task<WorkReply> ExecuteAsync(bool isCanceled) => execute(isCanceled);

        // If the call is lost, the next question says it.
        public async Task CancelAsync()
        {
            try
            {
                await cancel();
            }
            catch (Exception)
            {
                // Its process has ended.
            }
        }
    }

    /// <summary>What has become of the parts of a list so far.</summary>
    private sealed class ListOutcome(bool failureStops)
    {
        private bool _isCanceled;

        public bool FailureStops => failureStops;

        public FlowFailure? Failure { get; private set; }

        public bool IsStopped => failureStops && Failure is not null;

        public HashSet<ActiveWork> Active { get; } = [];

        /// <summary>Whether a part has not ended: this activation must not tell what becomes of the step.</summary>
        public bool IsInterrupted { get; private set; }

        public void Add(StepResult? result)
        {
            if (result is null)
            {
                IsInterrupted = true;
                return;
            }

            _isCanceled |= result.Status == StepStatus.Canceled;
            Failure ??= result.Failure;
            if (IsStopped)
            {
                foreach (ActiveWork work in Active)
                {
                    _ = work.CancelAsync();
                }
            }
        }

        public StepStatus StatusOf(bool isIncomplete) => Failure is not null ? StepStatus.Failed : _isCanceled || isIncomplete ? StepStatus.Canceled : StepStatus.Succeeded;
    }
}
