using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests.Building;

/// <summary>Locks by key of flows built at run time.</summary>
public class BuiltKeyedLockTests
{
    private readonly FlowLocks<string> _hosts = new();

    [Fact]
    public async Task The_key_is_of_the_result_of_an_earlier_step()
    {
        FlowBuilder b = new("Visits");
        StepHandle<Uri> start = b.Step("start", static _ => new Uri("http://a.test/1"));
        Gate gate = new();
        b.Step("visit", start, async (uri, ct) => await gate.Pass()).WithLock(_hosts, start, uri => uri.Host);
        IFlow flow = b.Build();
        Assert.Equal(["FlowLocks[uri => uri.Host]"], flow.Plan.Steps[1].Locks);

        Task run = flow.ExecuteAsync().AsTask();
        await gate.Reached.Within();
        Assert.False(_hosts.TryEnter("a.test", out _));
        Assert.Equal(1, _hosts.Count);
        gate.Open();
        await run.Within();
        Assert.Equal(0, _hosts.Count);
    }

    [Fact]
    public async Task The_key_can_be_the_same_for_every_run_and_for_every_element()
    {
        int holders = 0;
        FlowBuilder b = new("Visits");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => Enumerable.Range(0, 50).ToArray());
        b.ForEach(numbers, async (number, ct) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref holders));
            await Task.Yield();
            Interlocked.Decrement(ref holders);
        }).WithLock(_hosts, "a.test").WithLock(_hosts, "b.test").WithLock(new FlowLocks<int>(), 1);
        IFlow flow = b.Build();
        Assert.Equal(["FlowLocks[a.test]", "FlowLocks[b.test]", "FlowLocks#2[1]"], flow.Plan.Steps[1].Locks);

        await flow.ExecuteAsync().Within();
        Assert.Equal(0, _hosts.Count);
    }

    [Fact]
    public async Task A_null_key_and_a_key_that_throws_fail_the_step()
    {
        FlowBuilder b = new("Visits");
        StepHandle<string> host = b.Step("host", static _ => "");
        b.Step("visit", static ct => Task.CompletedTask).WithLock(_hosts, host, static string (host) => null!, "none").WithLock(_hosts, "a.test");
        b.Step("fail", static ct => Task.CompletedTask).WithLock(_hosts, "a.test").WithLock(_hosts, host, static string (host) => throw new TimeoutException());
        FlowReport report = await b.Build().RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }).Within();

        Assert.Equal("The key 'none' of a lock is null. Return a key for every step, for example an empty string.", Assert.IsType<InvalidOperationException>(report.Steps[1].Exception).Message);
        Assert.IsType<TimeoutException>(report.Steps[2].Exception);
        Assert.Equal(0, _hosts.Count);
    }

    [Fact]
    public async Task An_expression_takes_a_function_that_returns_the_key()
    {
        Gate gate = new();
        IFlow flow = Flow.Create(WithLock((CancellationToken ct) => (Task)gate.Pass(), _hosts, () => "a.test"));
        Task run = flow.ExecuteAsync().AsTask();
        await gate.Reached.Within();
        Assert.False(_hosts.TryEnter("a.test", out _));
        gate.Open();
        await run.Within();
        Assert.Equal(0, _hosts.Count);
    }

    [Fact]
    public void An_expression_refuses_a_function_that_needs_results()
    {
        static string HostOf(Uri uri) => uri.Host;
        FlowNode node = WithLock(() => { }, _hosts, HostOf);
        Assert.Contains(" cannot give the key of a lock in Flow.Create", Assert.Throws<ArgumentException>(() => Flow.Create(node)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        FlowBuilder b = new("Visits");
        StepHandle step = b.Step("visit", static ct => Task.CompletedTask);
        StepHandle<string> later = b.Step("later", static _ => "");
        Assert.Throws<ArgumentNullException>("locks", () => step.WithLock((FlowLocks<string>)null!, "a"));
        Assert.Throws<ArgumentNullException>("key", () => step.WithLock(_hosts, null!));
        Assert.Throws<ArgumentException>("source", () => step.WithLock(_hosts, later, static text => text));
        Assert.Throws<ArgumentNullException>("key", () => later.WithLock(_hosts, later, (Func<string, string>)null!));
        Assert.Throws<ArgumentNullException>("key", () => WithLock(() => { }, _hosts, null!));
    }
}
