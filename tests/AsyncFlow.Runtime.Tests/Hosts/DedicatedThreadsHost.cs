using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

// The host of docs/guides/hosts.md. These tests can access internal members of the library, so its overrides need the longer modifier here.
internal sealed class DedicatedThreadsHost : FlowHost, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _work = [];
    private readonly Thread[] _threads;
    private readonly Context _context;

    public DedicatedThreadsHost(int count)
    {
        _context = new Context(this);
        _threads = [.. Enumerable.Range(1, count).Select(i => new Thread(Work) { Name = $"steps {i}", IsBackground = true })];
        Array.ForEach(_threads, static thread => thread.Start());
    }

    // Whether two asynchronous steps can run at the same moment.
    public override bool RunsAsyncStepsInParallel => _threads.Length > 1;

    // Where the awaits in asynchronous steps return to. Without it they would continue on the thread pool.
    protected internal override SynchronizationContext? SynchronizationContext => _context;

    // Queues the worker. Must not execute it inline.
    protected internal override void Schedule(FlowWorker worker) =>
        _context.Post(static worker => ((FlowWorker)worker!).Execute(), worker);

    // Call it when no run is in progress.
    public void Dispose()
    {
        _work.CompleteAdding();
        Array.ForEach(_threads, static thread => thread.Join());
        _work.Dispose();
    }

    private void Work()
    {
        SynchronizationContext.SetSynchronizationContext(_context);
        foreach ((SendOrPostCallback callback, object? state) in _work.GetConsumingEnumerable())
        {
            callback(state);
        }
    }

    private sealed class Context(DedicatedThreadsHost host) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => host._work.Add((d, state));

        public override SynchronizationContext CreateCopy() => this;
    }
}
