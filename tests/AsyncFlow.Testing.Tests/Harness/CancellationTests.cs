namespace AsyncFlow.Testing.Tests.Harness;

/// <summary>Which token the <see cref="OperationCanceledException"/> of a run under a harness carries.</summary>
public sealed class CancellationTests
{
    public static TheoryData<FlowHost> Hosts => new(FlowHost.ThreadPool, new SimulationHost(3));

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task The_exception_carries_the_callers_token(FlowHost host)
    {
        using CancellationTokenSource caller = new();
        FlowHarness harness = Harness(caller);
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => harness.ExecuteAsync(new FlowOptions { Host = host }, caller.Token).Within());
        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task The_reports_exception_carries_the_callers_token(FlowHost host)
    {
        using CancellationTokenSource caller = new();
        FlowReport report = await Harness(caller).RunAsync(new FlowOptions { Host = host }, caller.Token).Within();
        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(caller.Token, Assert.ThrowsAny<OperationCanceledException>(report.ThrowIfFailed).CancellationToken);
    }

    [Fact]
    public async Task The_exception_carries_the_callers_token_also_if_a_step_would_cancel()
    {
        using CancellationTokenSource caller = new();
        FlowHarness harness = Harness(caller).CancelAt("Render");
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => harness.ExecuteAsync(null, caller.Token).Within());
        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task An_injected_cancellation_carries_a_cancelled_token_that_is_not_the_callers()
    {
        using CancellationTokenSource caller = new();
        FlowHarness harness = new FlowHarness(new Page()).CancelAt("LoadTheme");
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => harness.ExecuteAsync(null, caller.Token).Within());
        Assert.True(thrown.CancellationToken.IsCancellationRequested);
        Assert.False(caller.IsCancellationRequested);
    }

    [Fact]
    public async Task The_outer_runs_cancellation_reaches_a_harness_that_is_a_step()
    {
        using CancellationTokenSource caller = new();
        FlowBuilder outer = new("outer");
        outer.SubFlow("page", Harness(caller));
        IFlow flow = outer.Build();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flow.ExecuteAsync(caller.Token).Within());
        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task An_injected_cancellation_of_a_harness_that_is_a_step_fails_that_step()
    {
        FlowBuilder outer = new("outer");
        outer.SubFlow("page", new FlowHarness(new Page()).CancelAt("LoadTheme"));
        FlowReport report = await outer.Build().RunAsync().Within();
        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.IsType<OperationCanceledException>(Assert.Single(report.Failures));
        Assert.Equal(FlowStatus.Canceled, report.Steps[0].NestedReport!.Status);
    }

    // The caller cancels while the first step runs.
    private static FlowHarness Harness(CancellationTokenSource caller) => new FlowHarness(new Page()).Replace("Setup", _ => caller.Cancel());
}
