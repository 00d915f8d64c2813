namespace AsyncFlow;

/// <summary>
/// Runs asynchronous steps, and all that they continue with, on one thread, one at a time, as the event loops of asyncio, trio
/// and curio do; synchronous steps run on the thread pool. State that only asynchronous steps touch needs no lock, except behind
/// <c>ConfigureAwait(false)</c>. Any number of flows can share one loop.
/// </summary>
/// <remarks>
/// Make one for a loop with a thread of its own, and dispose it; or turn the current thread into a loop with
/// <see cref="Run(Func{Task})"/>. Code on the loop that starts a flow without naming a host uses the loop. Callers on other
/// threads do not resume on the loop.
/// </remarks>
/// <example>
/// <code>
/// using EventLoopHost loop = new();
/// await flow.ExecuteAsync(new FlowOptions { Host = loop }, cancellationToken);
/// </code>
/// </example>
public sealed class EventLoopHost : FlowHost, IDisposable, IAsyncDisposable
{
    private readonly LoopQueue _queue = new();
    private readonly LoopContext _context;
    private readonly Thread _thread;

    // Completed when the loop's own thread has ended.
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Whether the thread is the loop's own. One that called Run gets the first exception of posted work thrown there instead.
    private readonly bool _ownsThread;

    /// <summary>Starts a loop with a background thread of its own.</summary>
    /// <param name="name">The thread's name; by default the type's.</param>
    public EventLoopHost(string? name = null)
    {
        _ownsThread = true;
        _context = new LoopContext(this);
        _thread = new Thread(RunOwnThread) { IsBackground = true, Name = name ?? nameof(EventLoopHost) };
        _thread.Start();
    }

    private EventLoopHost(Thread thread)
    {
        _context = new LoopContext(this);
        _thread = thread;
    }

    /// <summary>
    /// Raised on the loop for an exception that work posted to it threw, such as an <c>async void</c> method. Without a handler it
    /// becomes an unhandled exception of the process. Failing steps are not concerned: those belong to their run.
    /// </summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledException;

    /// <inheritdoc/>
    public override bool RunsAsyncStepsInParallel => false;

    /// <inheritdoc/>
    protected internal override bool IsCurrent => Thread.CurrentThread == _thread && TaskScheduler.Current == TaskScheduler.Default;

    /// <inheritdoc/>
    protected internal override SynchronizationContext? SynchronizationContext => _context;

    /// <summary>
    /// Runs asynchronous code with an event loop on the current thread, and returns when it, and every flow that it started on the
    /// loop, has ended.
    /// </summary>
    /// <param name="main">The code.</param>
    /// <remarks>An exception of work posted to the loop, such as an <c>async void</c> method, ends the loop and is thrown here.</remarks>
    /// <exception cref="InvalidOperationException">The current thread runs an event loop already.</exception>
    public static void Run(Func<Task> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(async () =>
        {
            await main();
            return true;
        });
    }

    /// <inheritdoc cref="Run(Func{Task})"/>
    /// <returns>The code's result.</returns>
    public static T Run<T>(Func<Task<T>> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        SynchronizationContext? outer = System.Threading.SynchronizationContext.Current;
        if (outer is LoopContext)
        {
            throw new InvalidOperationException("This thread runs an event loop already. Await the code instead of running it in another loop.");
        }

        EventLoopHost loop = new(Thread.CurrentThread);
        System.Threading.SynchronizationContext.SetSynchronizationContext(loop._context);
        try
        {
            Task<T> result = main() ?? throw new InvalidOperationException("The code returned null instead of a task. Return a task, or make it async.");
            result.ContinueWith(
                static (_, state) => ((LoopQueue)state!).Close(), loop._queue, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            loop.Pump();
            return result.GetAwaiter().GetResult();
        }
        finally
        {
            loop._queue.Abandon();
            System.Threading.SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Refuses further runs and waits until those on the loop have ended. Further calls wait too.</summary>
    /// <exception cref="InvalidOperationException">Called on the loop itself, which would wait for itself forever.</exception>
    public void Dispose() => CloseAndWait().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => new(CloseAndWait());

    /// <inheritdoc/>
    protected internal override void Schedule(IThreadPoolWorkItem worker) => Post(null, worker);

    /// <inheritdoc/>
    protected internal override void RunStarting()
    {
        // What a run on the loop starts is part of it, so a loop that is closing still takes it.
        ObjectDisposedException.ThrowIf(!_queue.TryBegin(evenIfClosed: Thread.CurrentThread == _thread), this);
    }

    /// <inheritdoc/>
    protected internal override void RunEnded() => _queue.End();

    private Task CloseAndWait()
    {
        if (Thread.CurrentThread == _thread)
        {
            throw new InvalidOperationException("An event loop cannot be disposed on its own thread, since it would wait for itself forever. Dispose it elsewhere.");
        }

        _queue.Close();
        return _ended.Task;
    }

    private void Post(SendOrPostCallback? callback, object? state) => ObjectDisposedException.ThrowIf(!_queue.TryPost(callback, state), this);

    private void RunOwnThread()
    {
        System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
        Pump();
        _ended.SetResult();
    }

    private void Pump()
    {
        ExecutionContext? own = ExecutionContext.Capture();
        while (_queue.TryTake(out SendOrPostCallback? callback, out object? state))
        {
            try
            {
                if (callback is null)
                {
                    ((IThreadPoolWorkItem)state!).Execute();
                }
                else
                {
                    callback(state);
                }
            }
            catch (Exception exception) when (_ownsThread)
            {
                OnUnhandled(exception);
            }

            // Nothing that one callback sets is seen by the next.
            if (own is not null)
            {
                ExecutionContext.Restore(own);
            }

            System.Threading.SynchronizationContext.SetSynchronizationContext(_context);
        }
    }

    private void OnUnhandled(Exception exception)
    {
        if (UnhandledException is { } handler)
        {
            handler(this, new UnhandledExceptionEventArgs(exception, isTerminating: false));
        }
        else
        {
            // As for an async void method without a context: thrown where nothing catches it.
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(
                static exception => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception), exception, preferLocal: false);
        }
    }

    /// <summary>Brings awaits back to the loop.</summary>
    private sealed class LoopContext(EventLoopHost loop) : HostContext
    {
        public override FlowHost Host => loop;

        public override void Post(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            loop.Post(d, state);
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
            ArgumentNullException.ThrowIfNull(d);
            if (Thread.CurrentThread == loop._thread)
            {
                d(state);
                return;
            }

            Task done = new(() => d(state));
            loop.Post(static task => ((Task)task!).RunSynchronously(TaskScheduler.Default), done);
            done.GetAwaiter().GetResult();
        }

        public override SynchronizationContext CreateCopy() => this;

        // Called for async void methods: the loop does not end before they have.
        public override void OperationStarted() => loop._queue.TryBegin(evenIfClosed: true);

        public override void OperationCompleted() => loop._queue.End();
    }
}
