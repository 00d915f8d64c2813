using System.Runtime.ExceptionServices;

namespace AsyncFlow;

/// <summary>
/// Runs asynchronous steps, and all that they continue with, on one thread, one at a time, as the event loops of asyncio, trio
/// and curio do; synchronous steps run on the thread pool. State that only asynchronous steps touch needs no lock, except behind
/// <c>ConfigureAwait(false)</c>. Any number of flows can share one loop.
/// </summary>
/// <remarks>
/// Make one for a loop with a thread of its own, and dispose it; or turn the current thread into a loop with
/// <see cref="Run(Func{Task})"/>. Code on the loop that starts a flow without naming a host uses the loop. Callers on other
/// threads do not resume on the loop. What is posted to a loop that has ended is refused with an
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
/// <example>
/// <code>
/// using EventLoopHost loop = new();
/// await flow.ExecuteAsync(new FlowOptions { Host = loop }, cancellationToken);
/// </code>
/// </example>
public sealed partial class EventLoopHost : FlowHost, IDisposable, IAsyncDisposable
{
    // The loop whose thread the current one is, as long as it runs.
    [ThreadStatic]
    private static EventLoopHost? s_current;

    private readonly LoopQueue _queue = new();
    private readonly LoopContext _context;

    // The loop's own thread; null if a thread has become the loop for the time of a call of Run.
    private readonly Thread? _ownThread;

    // Completed when the loop's own thread has nothing left to do.
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What posted work threw in Run. Only touched by the loop's thread.
    private readonly List<Exception> _failures = [];

    /// <summary>Starts a loop with a background thread of its own.</summary>
    /// <param name="name">The thread's name; by default the type's.</param>
    public EventLoopHost(string? name = null)
    {
        _context = new LoopContext(this);
        _ownThread = new Thread(PumpOwnThread) { IsBackground = true, Name = name ?? nameof(EventLoopHost) };
        _ownThread.Start();
    }

    // For Run: the thread that pumps is the loop's.
    private EventLoopHost() => _context = new LoopContext(this);

    /// <summary>
    /// Raised on the loop for an exception that work posted to it threw, such as an <c>async void</c> method; the loop goes on.
    /// Without a handler it becomes an unhandled exception of the process. Failing steps are not concerned: those belong to their run.
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
    /// An exception that work posted to the loop throws, such as an <c>async void</c> method, ends the loop and is thrown here
    /// (several, in an <see cref="AggregateException"/>): flows refuse to start from then on, those in progress are awaited, and
    /// whatever else waits for the loop, the code itself included, is never continued.
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
        if (s_current is not null)
        {
            throw new InvalidOperationException("This thread runs an event loop already. Await the code instead of running it in another loop.");
        }

        return new EventLoopHost().RunHere(main);
    }

    /// <summary>Refuses further runs, waits until those on the loop have ended, and ends the thread. Further calls wait too.</summary>
    /// <remarks>A run that is started on the loop by something in progress there is part of it, and is still taken.</remarks>
    /// <exception cref="InvalidOperationException">Called on the loop itself, which would wait for itself forever.</exception>
    public void Dispose()
    {
        Close();
        _ownThread!.Join();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Close();
        return new ValueTask(EndAsync());

        async Task EndAsync()
        {
            await _ended.Task.ConfigureAwait(false);

            // It is executing its last instructions.
            _ownThread!.Join();
        }
    }

    /// <inheritdoc/>
    protected internal override void Schedule(IThreadPoolWorkItem worker) => ObjectDisposedException.ThrowIf(!_queue.TryPost(null, worker), this);

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
        _queue.TryPost(
            _ =>
            {
                result = Start(main);
                result.ContinueWith(
                    static (_, state) => ((LoopQueue)state!).Close(), _queue, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            },
            null);
        Pump();
        return _failures switch
        {
            [] => result!.GetAwaiter().GetResult(),
            [var only] => throw Rethrown(only),
            _ => throw new AggregateException(_failures),
        };
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
