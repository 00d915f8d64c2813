using AsyncFlow.Durable;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Execution;

/// <summary>
/// Executes a part of the elements of a step. An element's result is stored before the next element starts in its place, so at most as many elements run again
/// after a crash as run at the same time. Used by one thread at a time: that of the grain.
/// </summary>
internal sealed class ChunkRun(ChunkRequest request, StepWork work, LockedSteps steps, IRunStore store, DurableLimits limits, TimeProvider time, CancellationTokenSource cancellation, CancellationToken stopping)
{
    private readonly Queue<int> _waiting = new();
    private long _version;
    private int _starts;
    private FlowFailure? _failure;
    private bool _isIncomplete;

    public async Task<StepResult> ExecuteAsync()
    {
        ChunkRecord stored = await store.ReadChunkAsync(request.Run, request.Step, request.Chunk, request.First, request.Count);
        _version = stored.Version;
        _starts = stored.Starts + 1;
        await CommitAsync([]);
        Resume(stored);
        if (_starts > limits.MaxStarts && _waiting.Count > 0)
        {
            return new(StepStatus.Failed, null, Poison.FailureOf(work.NameOf(-1), stored.Starts), 1);
        }

        int places = request.MaxConcurrency == 0 ? _waiting.Count : Math.Min(_waiting.Count, request.MaxConcurrency);
        GroupCommit<StepRecord> commits = new(CommitAsync);
        await Task.WhenAll(Enumerable.Range(0, places).Select(_ => WorkAsync(commits)));
        return new(
            _failure is not null ? StepStatus.Failed : _isIncomplete || _waiting.Count > 0 ? StepStatus.Canceled : StepStatus.Succeeded,
            null,
            _failure,
            1);
    }

    private bool IsStopped => cancellation.IsCancellationRequested;

    private void Resume(ChunkRecord stored)
    {
        Dictionary<int, StepRecord> ended = stored.Elements.ToDictionary(static element => element.Element);
        for (int element = request.First; element < request.First + request.Count; element++)
        {
            if (!ended.TryGetValue(element, out StepRecord? record))
            {
                _waiting.Enqueue(element);
            }
            else if (record.Status == StepStatus.Failed)
            {
                Fail(record.Failure!);
            }
        }
    }

    private async Task WorkAsync(GroupCommit<StepRecord> commits)
    {
        while (!IsStopped && _waiting.TryDequeue(out int element))
        {
            DateTimeOffset startedAt = time.GetUtcNow();
            StepResult result = await steps.ExecuteAsync(work, element, request.Epoch, cancellation.Token);
            if (result.IsCutShort(stopping))
            {
                _isIncomplete = true;
                return;
            }

            bool isLate = IsStopped;
            await commits.AddAsync(new StepRecord
            {
                Step = request.Step,
                Element = element,
                Name = work.NameOf(element),
                Status = result.Status,
                Result = result.Result,
                Failure = result.Failure,
                Attempts = result.Attempts,
                StartedAt = startedAt,
                EndedAt = time.GetUtcNow(),
                Locks = result.Locks,
            });
            steps.NoteReleased(request.Run, request.Step, element, result.Locks);
            if (result.Failure is not null && !isLate)
            {
                Fail(result.Failure);
            }

            // As in one process: what fails only after the cancellation does not make the step fail.
            _isIncomplete |= result.Failure is not null;
        }
    }

    private void Fail(FlowFailure failure)
    {
        _failure ??= failure;
        if (request.FailureStops)
        {
            cancellation.Cancel();
        }
    }

    private async Task CommitAsync(IReadOnlyList<StepRecord> elements)
    {
        // An element that has ended shows that the process does not always end first.
        _starts = elements.Count > 0 ? 0 : _starts;
        ChunkCommit commit = new(request.Run, request.Step, request.Chunk, ++_version, _starts, elements);
        if (!await store.CommitAsync(commit))
        {
            await cancellation.CancelAsync();
            throw new LostRunException(WorkKey.Of(request.Run, work.NameOf(-1), request.Chunk));
        }
    }
}
