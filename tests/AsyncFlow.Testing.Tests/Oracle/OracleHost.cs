using AsyncFlow.Runtime.Tests;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>A running host.</summary>
internal sealed class OracleHost : IDisposable
{
    private readonly FlowHost? _host;
    private readonly IDisposable? _owned;

    private OracleHost(FlowHost? host, IDisposable? owned = null) => (_host, _owned) = (host, owned);

    public static OracleHost Start(HostKind kind)
    {
        switch (kind)
        {
            case HostKind.ThreadPool:
                return new(FlowHost.ThreadPool);
            case HostKind.EventLoop:
                EventLoopHost loop = new();
                return new(loop, loop);
            case HostKind.InsideRun:
                return new(null);
            case HostKind.ExclusiveScheduler:
                return new(FlowHost.From(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler));
            case HostKind.LimitedScheduler:
                return new(FlowHost.From(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 2).ConcurrentScheduler));
            case HostKind.MessageLoop:
                MessageLoop messages = new();
                return new(FlowHost.From(messages.Context), messages);
            default:
                DedicatedThreadsHost threads = new(2);
                return new(threads, threads);
        }
    }

    public async Task<FlowReport> RunAsync(IFlow flow, CancellationToken token)
    {
        FlowReport? report = null;
        async Task ExecuteAsync() => report = await flow.RunAsync(new FlowOptions { Host = _host }, token);
        await (_host is null ? Task.Run(() => EventLoopHost.Run(ExecuteAsync), CancellationToken.None) : Task.Run(ExecuteAsync, CancellationToken.None));
        return report!;
    }

    public void Dispose() => _owned?.Dispose();
}
