using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The fields of a thread that straight lines read say what the public API says.</summary>
public class ThreadContextsTests
{
    private static readonly AsyncLocal<int> s_local = new();

    [Fact]
    public void The_runtime_has_the_fields() => Assert.True(ThreadContexts.AreReadable);

    [Fact]
    public Task The_fields_follow_the_public_API() => Caller.OnOwnThread(static () =>
    {
        Thread thread = Thread.CurrentThread;
        Assert.Null(ThreadContexts.ExecutionContextOf(thread));
        Assert.Null(ThreadContexts.SynchronizationContextOf(thread));

        s_local.Value = 1;
        SynchronizationContext context = new();
        SynchronizationContext.SetSynchronizationContext(context);
        Assert.Same(ExecutionContext.Capture(), ThreadContexts.ExecutionContextOf(thread));
        Assert.Same(context, ThreadContexts.SynchronizationContextOf(thread));
        return Task.CompletedTask;
    });

    [Fact]
    public Task Both_contexts_are_restored_to_what_they_were() => Caller.OnOwnThread(static () =>
    {
        ExecutionContext? empty = ThreadContexts.ExecutionContextOf(Thread.CurrentThread);
        s_local.Value = 1;
        ExecutionContext? one = ThreadContexts.ExecutionContextOf(Thread.CurrentThread);
        s_local.Value = 2;
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());

        ThreadContexts.Restore(one);
        Assert.Equal(1, s_local.Value);
        Assert.Null(SynchronizationContext.Current);

        ThreadContexts.Restore(empty);
        Assert.Equal(0, s_local.Value);
        Assert.Null(ThreadContexts.ExecutionContextOf(Thread.CurrentThread));
        return Task.CompletedTask;
    });
}
