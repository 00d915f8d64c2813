namespace AsyncFlow.Runtime.Tests;

/// <summary>Locks do not belong to a host.</summary>
public class SharedLockTests
{
    public static TheoryData<HostKind, HostKind> Pairs => new()
    {
        { HostKind.EventLoop, HostKind.ThreadPool },
        { HostKind.EventLoop, HostKind.EventLoop },
        { HostKind.EventLoop, HostKind.ExclusiveScheduler },
        { HostKind.MessageLoop, HostKind.LimitedScheduler },
        { HostKind.ThreadPool, HostKind.Custom },
        { HostKind.InsideRun, HostKind.MessageLoop },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task A_step_that_waits_for_a_lock_held_on_another_host_resumes_on_its_own_host(HostKind first, HostKind second)
    {
        using TestHost left = TestHost.Start(first);
        using TestHost right = TestHost.Start(second);
        FlowLock shared = new();
        Gate holds = new();
        bool isHome = false, started = false;
        ScriptedFlow holder = new(Step.Task("holds", _ => holds.Pass()).Holding(shared));
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedFlow waiter = new(
            Step.Task("waits", async _ =>
            {
                started = true;
                isHome = right.IsHome;
                await Task.Yield();
                isHome &= right.IsHome;
            }).HoldingNamed("_shared", () =>
            {
                asked.SetResult();
                return shared;
            }));

        Task holding = left.Call(async () => await holder.ExecuteAsync(left.Options));
        await holds.Reached.Within();
        Task waiting = right.Call(async () => await waiter.ExecuteAsync(right.Options));
        await asked.Task.Within();
        Assert.False(started);
        holds.Open();
        await holding.Within();
        await waiting.Within();

        Assert.True(isHome);
        Assert.True(shared.IsFree());
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Flows_on_two_hosts_exclude_each_other(HostKind first, HostKind second)
    {
        using TestHost left = TestHost.Start(first);
        using TestHost right = TestHost.Start(second);
        FlowLock shared = new();
        int inside = 0, together = 0;
        void Enter() => together += Interlocked.Increment(ref inside) == 1 ? 0 : 1;
        void Leave() => Interlocked.Decrement(ref inside);
        ScriptedFlow flow = new([.. Enumerable.Range(0, 20).Select(i => i % 2 == 0
            ? Step.Sync($"s{i}", _ =>
            {
                Enter();
                Leave();
            }).Holding(shared)
            : Step.Task($"s{i}", async _ =>
            {
                Enter();
                await Task.Yield();
                Leave();
            }).Holding(shared))]);

        await Task.WhenAll(new[] { left, right }.Select(host => host.Call(() =>
            Task.WhenAll(Enumerable.Range(0, 20).Select(_ => flow.ExecuteAsync(host.Options).AsTask()))))).Within();

        Assert.Equal(0, together);
        Assert.True(shared.IsFree());
    }
}
