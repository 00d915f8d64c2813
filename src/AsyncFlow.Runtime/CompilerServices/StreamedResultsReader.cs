using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>Runs a flow while its results are read. As any enumerator, it is used by one reader at a time.</summary>
internal sealed class StreamedResultsReader<T> : IAsyncEnumerator<T>, IStreamOutput, IElementReader, IWakeable, IValueTaskSource
{
    private readonly Func<FlowRun<IReadOnlyList<T>>> _rent;
    private readonly FlowOptions? _options;
    private readonly CancellationTokenSource _stop;
    private readonly object _gate = new();

    private ManualResetValueTaskSourceCore<bool> _news = new() { RunContinuationsAsynchronously = true };

    // The run, once the first result is asked for. Completes as the run does.
    private Task? _run;
    private bool _isFailureThrown;

    // Guarded by _gate, which is taken within the stream's gate and never around it.
    private ElementQueue<T>? _queue;
    private bool _waits;

    public StreamedResultsReader(Func<FlowRun<IReadOnlyList<T>>> rent, FlowOptions? options, CancellationToken callerToken, CancellationToken readerToken)
    {
        _rent = rent;
        _options = options;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(callerToken, readerToken);
    }

    /// <inheritdoc/>
    public T Current { get; private set; } = default!;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> MoveNextAsync()
    {
        _run ??= Start();
        while (true)
        {
            if (TryTake())
            {
                return true;
            }

            if (_run.IsCompleted)
            {
                // What came between the two looks is not lost.
                return TryTake() || await HasNoMoreAsync().ConfigureAwait(false);
            }

            if (TryWait())
            {
                // Where the reader is: in a simulation time stands still until it goes on.
                await new ValueTask(this, _news.Version).ConfigureAwait(true);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_run is { } run)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            StopReading();
            try
            {
                await run.ConfigureAwait(false);
            }
            catch (Exception exception) when (_isFailureThrown || exception is OperationCanceledException)
            {
                // The reader knows it, or is the one who stopped the run.
            }
        }

        _stop.Dispose();
    }

    void IStreamOutput.Connect(ElementQueue queue)
    {
        lock (_gate)
        {
            _queue = (ElementQueue<T>)queue;
        }

        // Before there is a reader the stream's gate is not needed.
        queue.Attach(this, slots: 0);
    }

    void IElementReader.Read(ref StreamWakeups wakeups)
    {
        lock (_gate)
        {
            if (!_waits)
            {
                return;
            }

            _waits = false;
        }

        wakeups.Add(this, 0);
    }

    void IWakeable.Wake(int slot) => _news.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        _news.GetResult(token);
        _news.Reset();
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _news.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _news.OnCompleted(continuation, state, token, flags);

    private Task Start()
    {
        FlowRun<IReadOnlyList<T>> run = _rent();
        run.Streams!.Output = this;
        Task task = run.ExecuteAsync(_options, _stop.Token).AsTask();
        _ = TellEndAsync(task);
        return task;
    }

    private async Task TellEndAsync(Task run)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        StreamWakeups wakeups = default;
        ((IElementReader)this).Read(ref wakeups);
        wakeups.Run();
    }

    private async ValueTask<bool> HasNoMoreAsync()
    {
        _isFailureThrown = true;
        await _run!.ConfigureAwait(false);
        return false;
    }

    // Elements that did not succeed give no result.
    private bool TryTake()
    {
        if (Queue is not { } queue)
        {
            return false;
        }

        StreamWakeups wakeups = default;
        bool hasResult = false;
        using (queue.Gate.Enter())
        {
            while (!hasResult && queue.Waiting > 0)
            {
                Element<T> element = queue.Take();
                queue.EndOne();
                queue.Writer.Write(ref wakeups);
                hasResult = !element.IsMissing;
                Current = element.Value;
            }
        }

        wakeups.Run();
        return hasResult;
    }

    // False if there is something to look at already.
    private bool TryWait()
    {
        if (Queue is not { } queue)
        {
            lock (_gate)
            {
                _waits = _queue is null && !_run!.IsCompleted;
                return _waits;
            }
        }

        using (queue.Gate.Enter())
        {
            lock (_gate)
            {
                _waits = queue.Waiting == 0 && !_run!.IsCompleted;
                return _waits;
            }
        }
    }

    private void StopReading()
    {
        if (Queue is { } queue)
        {
            StreamWakeups wakeups = default;
            using (queue.Gate.Enter())
            {
                queue.Close(ref wakeups);
            }

            wakeups.Run();
        }
    }

    private ElementQueue<T>? Queue
    {
        get
        {
            lock (_gate)
            {
                return _queue;
            }
        }
    }
}
