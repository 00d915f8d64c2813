namespace AsyncFlow.Runtime.Tests;

public class OptionsTests
{
    [Fact]
    public void A_negative_limit_is_refused()
    {
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(static () => new FlowOptions { MaxConcurrency = -1 });
        Assert.Equal(nameof(FlowOptions.MaxConcurrency), thrown.ParamName);
    }

    [Fact]
    public void An_unknown_failure_mode_is_refused()
    {
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(static () => new FlowOptions { FailureMode = (FailureMode)7 });
        Assert.Equal(nameof(FlowOptions.FailureMode), thrown.ParamName);
    }

    [Fact]
    public void Null_and_zero_are_accepted()
    {
        var options = new FlowOptions { MaxConcurrency = 0, FailureMode = null, Host = null, Observer = null, TimeProvider = null };

        Assert.Equal(0, options.MaxConcurrency);
        Assert.Null(options.FailureMode);
        Assert.Null(new FlowOptions { MaxConcurrency = null }.MaxConcurrency);
    }

    [Fact]
    public async Task Null_options_are_the_defaults()
    {
        var flow = new ScriptedFlow(Step.SyncOf("only", static _ => 1));

        Assert.Equal(1, await flow.ExecuteAsync(null).Within());
        Assert.Equal(FlowStatus.Succeeded, (await flow.RunAsync(null).Within()).Status);
        Assert.Equal(FlowStatus.Succeeded, (await ((IFlow)flow).RunAsync(null, CancellationToken.None).Within()).Status);
    }

    [Fact]
    public async Task A_flow_can_be_run_as_IFlow()
    {
        IFlow flow = new ScriptedFlow("Plain", [Step.SyncOf("only", static _ => 1)]);

        await flow.ExecuteAsync().Within();
        await flow.ExecuteAsync(new FlowOptions { MaxConcurrency = 1 }).Within();
        FlowReport report = await flow.RunAsync().Within();
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal("Plain", flow.Plan.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_single_threaded_flow_is_refused_by_the_thread_pool(bool nameTheHost)
    {
        var flow = new ScriptedFlow("Careful", [Step.Sync("only", static _ => throw new StepFailure("started"))], singleThreaded: true);
        FlowOptions? options = nameTheHost ? new FlowOptions { Host = FlowHost.ThreadPool } : null;

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync(options).Within());
        Assert.Contains("Careful", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("SingleThreaded", thrown.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<InvalidOperationException>(() => flow.RunAsync(options).Within());
    }

    [Fact]
    public async Task The_thread_pool_is_the_default_host()
    {
        bool onPool = false;
        var flow = new ScriptedFlow(Step.Sync("only", _ => onPool = Thread.CurrentThread.IsThreadPoolThread));

        await flow.ExecuteAsync(new FlowOptions { Host = FlowHost.ThreadPool }).Within();

        Assert.True(onPool);
    }
}
