using System.Runtime.ExceptionServices;
using AsyncFlow.Hosts;

namespace AsyncFlow;

/// <summary>
/// Runs asynchronous steps and their continuations on one thread, one at a time, as the event loops of asyncio, trio and curio do;
/// synchronous steps run on the thread pool. State that only asynchronous steps touch needs no lock, except after
/// <c>ConfigureAwait(false)</c>. Any number of flows can share one loop.
/// </summary>
/// <remarks>
/// Create one for a loop with a thread of its own, and dispose it; or turn the current thread into a loop with
/// <see cref="Run(Func{Task})"/>. Code on the loop that starts a flow without naming a host uses the loop. Callers on other
/// threads do not resume on the loop. Posting to a loop that has ended throws an <see cref="ObjectDisposedException"/>.
/// </remarks>
/// <example>
/// <code>
/// using EventLoopHost loop = new();
/// await flow.ExecuteAsync(new FlowOptions { Host = loop }, cancellationToken);
/// </code>
/// </example>
public sealed partial class EventLoopHost : FlowHost, IDisposable, IAsyncDisposable
{
    // The loop that runs on the current thread.
    [ThreadStatic]
    private static EventLoopHost? s_current;

    private readonly LoopQueue _queue = new();
    private readonly LoopContext _context;

    // The loop's own thread; null for the loop of a call of Run.
    private readonly Thread? _ownThread;

    // Completed when the loop has ended.
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What posted work threw in Run. Only touched by the loop's thread.
    private readonly List<Exception> _failures = [];

    /// <summary>Starts a loop with a background thread of its own.</summary>
    /// <param name="name">The thread's name; by default the type's.</param>
    public EventLoopHost(string? name = null)
    {
        _context = new LoopContext(this);
        _ownThread = new Thread(Pump) { IsBackground = true, Name = name ?? nameof(EventLoopHost) };

        // Without the creator's execution context, which posted callbacks would see otherwise.
        _ownThread.UnsafeStart();
    }

    // For Run, whose caller's thread becomes the loop.
    private EventLoopHost() => _context = new LoopContext(this);

    /// <summary>
    /// Raised on the loop for an exception that work posted to it threw, such as an <c>async void</c> method; the loop goes on.
    /// Without a handler it becomes an unhandled exception of the process. Not raised for steps, whose exceptions belong to their run,
    /// nor by <see cref="Run(Func{Task})"/>, which throws such an exception.
    /// </summary>
    public event EventHandler<UnhandledExceptionEventArgs>? UnhandledException;

    /// <inheritdoc/>
    public override bool RunsAsyncStepsInParallel => false;

    /// <inheritdoc/>
    protected internal override bool IsCurrent => s_current == this && TaskScheduler.Current == TaskScheduler.Default;

    /// <inheritdoc/>
    protected internal override SynchronizationContext? SynchronizationContext => _context;

    /// <summary>
    /// Runs asynchronous code with an event loop on the current thread, and returns when it, every flow that it started on the
    /// loop, and every <c>async void</c> method have ended.
    /// </summary>
    /// <param name="main">The code; it starts on the loop.</param>
    /// <remarks>
    /// <para>
    /// An exception that work posted to the loop throws, such as an <c>async void</c> method, ends the loop and is thrown here
    /// (several, in an <see cref="AggregateException"/>): flows refuse to start from then on, those in progress are awaited, and
    /// everything else that waits for the loop, the code itself included, is never continued.
    /// </para>
    /// <para>
    /// Disposing the loop from another thread refuses runs from elsewhere and waits until this call is about to return; the code goes on.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">The current thread runs an event loop already, or the code returned null.</exception>
    public static void Run(Func<Task> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(() => main() is { } task ? WithResult(task) : null!);

        static async Task<bool> WithResult(Task task)
        {
            await task.ConfigureAwait(false);
            return true;
        }
    }

    /// <inheritdoc cref="Run(Func{Task})"/>
    /// <returns>The code's result.</returns>
    public static T Run<T>(Func<Task<T>> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        ThrowIfOnLoop();
        return new EventLoopHost().RunHere(main);
    }

    // 'in' only makes the compiler prefer the overloads with Task. An async lambda converts to both, and would be ambiguous otherwise;
    // OverloadResolutionPriorityAttribute does not help callers before C# 13.

    /// <inheritdoc cref="Run(Func{Task})"/>
    public static void Run(in Func<ValueTask> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        Func<ValueTask> code = main;
        Run(() => code().AsTask());
    }

    /// <inheritdoc cref="Run{T}(Func{Task{T}})"/>
    public static T Run<T>(in Func<ValueTask<T>> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        Func<ValueTask<T>> code = main;
        return Run(() => code().AsTask());
    }

    private static void ThrowIfOnLoop()
    {
        if (s_current is not null)
        {
            throw new InvalidOperationException("This thread runs an event loop already. Await the code instead of running it in another loop.");
        }
    }

    /// <summary>
    /// Refuses further runs, waits until those on the loop have ended, and ends the loop's own thread. Further calls wait too. Safe to
    /// call from any thread but the loop's.
    /// </summary>
    /// <remarks>
    /// A run that is started on the loop by something in progress there is part of it, and is still accepted. The loop of a call of
    /// <see cref="Run(Func{Task})"/> ends when that call is about to return.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Called on the loop itself, which would wait for itself forever.</exception>
    public void Dispose()
    {
        Close();
        _ended.Task.Wait();
        _ownThread?.Join();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Close();
        return new ValueTask(EndAsync());

        async Task EndAsync()
        {
            await _ended.Task.ConfigureAwait(false);

            // The thread is executing its last instructions.
            _ownThread?.Join();
        }
    }

    /// <inheritdoc/>
    protected internal override void Schedule(FlowWorker worker) => ObjectDisposedException.ThrowIf(!_queue.TryPost(null, worker), this);

    /// <inheritdoc/>
    protected internal override void RunStarting() => ObjectDisposedException.ThrowIf(!_queue.TryBeginRun(evenIfClosed: s_current == this), this);

    /// <inheritdoc/>
    protected internal override void RunEnded() => _queue.EndRun();

    private void Close()
    {
        if (s_current == this)
        {
            throw new InvalidOperationException("An event loop cannot be disposed on its own thread, since it would wait for itself forever. Dispose it elsewhere.");
        }

        _queue.Close();
    }

    private T RunHere<T>(Func<Task<T>> main)
    {
        Task<T>? result = null;

        // Also a loop that is disposed meanwhile goes on until the code has ended.
        _queue.BeginOperation();
        _queue.TryPost(
            _ =>
            {
                result = Start(main);
                result.ContinueWith(static (_, state) => End((LoopQueue)state!), _queue, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            },
            null);
        Pump();
        return _failures switch
        {
            [] => result!.GetAwaiter().GetResult(),
            [var only] => throw Rethrown(only),
            _ => throw new AggregateException(_failures),
        };

        static void End(LoopQueue queue)
        {
            queue.Close();
            queue.EndOperation();
        }
    }

    private static Task<T> Start<T>(Func<Task<T>> main)
    {
        try
        {
            return main() ?? throw new InvalidOperationException("The code returned null instead of a task. Return a task, or make it async.");
        }
        catch (Exception exception)
        {
            return Task.FromException<T>(exception);
        }
    }

    private static Exception Rethrown(Exception exception)
    {
        ExceptionDispatchInfo.Throw(exception);
        return exception;
    }
}
