namespace AsyncFlow.Runtime.Tests;

/// <summary>A running host, with information for tests.</summary>
internal sealed class TestHost : IDisposable
{
    private readonly Func<bool> _isHome;
    private readonly Func<Func<Task>, Task> _call;
    private readonly Action _dispose;
    private int _runningNow;
    private int _overlaps;

    private TestHost(FlowHost? host, bool isSerial, bool separatesSynchronousSteps, Func<bool> isHome, Func<Func<Task>, Task> call, Action dispose)
    {
        Host = host;
        IsSerial = isSerial;
        SeparatesSynchronousSteps = separatesSynchronousSteps;
        _isHome = isHome;
        _call = call;
        _dispose = dispose;
    }

    /// <summary>Null inside <see cref="EventLoopHost.Run(Func{Task})"/>, where no host is specified.</summary>
    public FlowHost? Host { get; }

    public FlowOptions Options => new() { Host = Host };

    /// <summary>Whether asynchronous steps never overlap.</summary>
    public bool IsSerial { get; }

    public bool SeparatesSynchronousSteps { get; }

    /// <summary>Whether the current code is where asynchronous steps start and continue.</summary>
    public bool IsHome => _isHome();

    /// <summary>Whether the current code is where synchronous steps run.</summary>
    public bool IsSynchronousHome => SeparatesSynchronousSteps
        ? Thread.CurrentThread.IsThreadPoolThread && SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default
        : _isHome();

    /// <summary>How often two asynchronous steps ran code at the same moment.</summary>
    public int Overlaps => Volatile.Read(ref _overlaps);

    public static TestHost Start(HostKind kind) => kind switch
    {
        HostKind.ThreadPool => new(
            FlowHost.ThreadPool,
            isSerial: false,
            separatesSynchronousSteps: false,
            static () => SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default,
            Task.Run,
            static () => { }),
        HostKind.EventLoop => OnLoop(new EventLoopHost()),
        HostKind.InsideRun => InsideRun(),
        HostKind.ExclusiveScheduler => On(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler),
        HostKind.LimitedScheduler => On(new LimitedScheduler(2)),
        HostKind.MessageLoop => OnMessages(new MessageLoop()),
        _ => OnThreads(new DedicatedThreadsHost(2)),
    };

    /// <summary>Calls the code where asynchronous steps of this host run.</summary>
    public Task CallAtHome(Func<Task> body) => _call(body);

    /// <summary>Calls the code where a caller usually is: outside the host, except inside <see cref="EventLoopHost.Run(Func{Task})"/>.</summary>
    public Task Call(Func<Task> body) => Host is null ? _call(body) : Task.Run(body);

    /// <summary>A section of an asynchronous step. On a serial host no other one may run at the same time.</summary>
    public void Section()
    {
        bool isAlone = Interlocked.Increment(ref _runningNow) == 1;
        Thread.SpinWait(20);
        Interlocked.Decrement(ref _runningNow);
        if (IsSerial && !isAlone)
        {
            Interlocked.Increment(ref _overlaps);
        }
    }

    public void Dispose() => _dispose();

    private static TestHost OnLoop(EventLoopHost loop)
    {
        SynchronizationContext context = loop.SynchronizationContext!;
        Thread? thread = null;
        context.Send(_ => thread = Thread.CurrentThread, null);
        return new(
            loop, isSerial: true, separatesSynchronousSteps: true, () => IsOn(thread!, context), body => CallOn(context, body), loop.Dispose);
    }

    private static TestHost OnMessages(MessageLoop loop) => new(
        FlowHost.From(loop.Context),
        isSerial: true,
        separatesSynchronousSteps: true,
        () => IsOn(loop.Thread, loop.Context),
        body => CallOn(loop.Context, body),
        loop.Dispose);

    private static TestHost OnThreads(DedicatedThreadsHost threads) => new(
        threads,
        isSerial: false,
        separatesSynchronousSteps: true,
        () => Thread.CurrentThread.Name?.StartsWith("steps ", StringComparison.Ordinal) == true && IsOn(Thread.CurrentThread, threads.SynchronizationContext!),
        body => CallOn(threads.SynchronizationContext!, body),
        threads.Dispose);

    private static TestHost On(TaskScheduler scheduler) => new(
        FlowHost.From(scheduler),
        isSerial: scheduler.MaximumConcurrencyLevel == 1,
        separatesSynchronousSteps: false,
        () => TaskScheduler.Current == scheduler && SynchronizationContext.Current is null,
        body => Task.Factory.StartNew(body, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap(),
        static () => { });

    private static TestHost InsideRun()
    {
        TaskCompletionSource quit = new();
        TaskCompletionSource<SynchronizationContext> started = new();
        Thread thread = new(() => EventLoopHost.Run(() =>
        {
            started.SetResult(SynchronizationContext.Current!);
            return quit.Task;
        }))
        { IsBackground = true };
        thread.Start();
        SynchronizationContext context = started.Task.GetAwaiter().GetResult();
        return new(
            host: null,
            isSerial: true,
            separatesSynchronousSteps: true,
            () => IsOn(thread, context),
            body => CallOn(context, body),
            () =>
            {
                quit.SetResult();
                thread.Join();
            });
    }

    private static bool IsOn(Thread thread, SynchronizationContext context) =>
        Thread.CurrentThread == thread && SynchronizationContext.Current == context && TaskScheduler.Current == TaskScheduler.Default;

    private static Task CallOn(SynchronizationContext context, Func<Task> body)
    {
        TaskCompletionSource<Task> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        context.Post(
            _ =>
            {
                SynchronizationContext? outer = SynchronizationContext.Current;
                SynchronizationContext.SetSynchronizationContext(context);
                result.SetResult(Called(body));
                SynchronizationContext.SetSynchronizationContext(outer);
            },
            null);
        return result.Task.Unwrap();

        static async Task Called(Func<Task> body) => await body().ConfigureAwait(false);
    }
}
