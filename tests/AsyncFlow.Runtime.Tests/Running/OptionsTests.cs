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
        FlowOptions options = new() { MaxConcurrency = 0, FailureMode = null, Host = null, Observer = null, TimeProvider = null };

        Assert.Equal(0, options.MaxConcurrency);
        Assert.Null(options.FailureMode);
        Assert.Null(new FlowOptions { MaxConcurrency = null }.MaxConcurrency);
    }

    [Fact]
    public void With_changes_one_property_and_keeps_the_others()
    {
        FlowOptions options = new()
        {
            Host = FlowHost.ThreadPool,
            MaxConcurrency = 3,
            FailureMode = FailureMode.Continue,
            TimeProvider = new ManualClock(),
            Observer = new RecordingObserver(),
        };

        FlowOptions changed = options with { MaxConcurrency = 1 };

        Assert.Equal(1, changed.MaxConcurrency);
        Assert.Equal(3, options.MaxConcurrency);
        Assert.NotEqual(options, changed);
        Assert.Equal(options, changed with { MaxConcurrency = 3 });
        Assert.Equal(options.GetHashCode(), (changed with { MaxConcurrency = 3 }).GetHashCode());
        Assert.NotEqual(options, options with { Host = null });
        Assert.NotEqual(options, options with { FailureMode = null });
        Assert.NotEqual(options, options with { TimeProvider = new ManualClock() });
        Assert.NotEqual(options, options with { Observer = new RecordingObserver() });
        Assert.Equal(new FlowOptions(), new FlowOptions());
        Assert.Contains("MaxConcurrency = 1", changed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void With_validates_like_the_constructor()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FlowOptions() with { MaxConcurrency = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new FlowOptions() with { FailureMode = (FailureMode)7 });
    }

    [Fact]
    public async Task A_copy_of_the_options_that_a_step_passes_on_still_runs_within_the_step()
    {
        ScriptedFlow inner = new("Inner", [Step.SyncOf("inner", static _ => 1)]);
        ScriptedFlow outer = new("Outer", [Step.Flow("wraps", new Narrowed(inner))]);

        FlowReport report = await outer.RunAsync().Within();

        Assert.Equal("Inner", report.Steps[0].NestedReport?.FlowName);
    }

    [Fact]
    public async Task Null_options_are_the_defaults()
    {
        ScriptedFlow flow = new(Step.SyncOf("only", static _ => 1));

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
        ScriptedFlow flow = new("Careful", [Step.Sync("only", static _ => throw new StepFailure("started"))], singleThreaded: true);
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
        ScriptedFlow flow = new(Step.Sync("only", _ => onPool = Thread.CurrentThread.IsThreadPoolThread));

        await flow.ExecuteAsync(new FlowOptions { Host = FlowHost.ThreadPool }).Within();

        Assert.True(onPool);
    }

    [Fact]
    public async Task A_flow_built_with_an_output_is_an_IFlow_of_its_type()
    {
        FlowBuilder builder = new("Built");
        await AssertGives(builder.Build(builder.Step("only", static _ => 7)), 7);

        static async Task AssertGives<T>(IFlow<T> flow, T expected)
        {
            Assert.Equal(expected, await flow.ExecuteAsync().Within());
            Assert.Equal(expected, await flow.ExecuteAsync(new FlowOptions()).Within());
            Assert.Equal(expected, (await flow.RunAsync().Within()).Output);
            Assert.Equal(expected, (await flow.RunAsync(new FlowOptions()).Within()).Output);
        }
    }

    // Passes on changed options.
    private sealed class Narrowed(IFlow flow) : IFlow
    {
        public FlowPlan Plan => flow.Plan;

        public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(null, cancellationToken);

        public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
            flow.ExecuteAsync((options ?? new FlowOptions()) with { MaxConcurrency = 1 }, cancellationToken);

        public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(null, cancellationToken);

        public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
