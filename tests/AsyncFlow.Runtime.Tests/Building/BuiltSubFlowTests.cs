namespace AsyncFlow.Runtime.Tests;

/// <summary>Steps of built flows that run other flows.</summary>
public class BuiltSubFlowTests
{
    [Fact]
    public async Task Flows_of_every_kind_run_as_steps()
    {
        FlowBuilder inner = new("inner");
        Flow<int> typed = inner.Build(inner.Step("answer", static _ => 42));
        IFlow untyped = Flow.Create(Compose.Series(static () => Task.CompletedTask), "untyped");
        int calls = 0;
        FlowBuilder b = new("outer");
        StepHandle<int> output = b.SubFlow("typed", typed);
        StepHandle plain = b.SubFlow("untyped", untyped).After(output);
        StepHandle<int> method = b.SubFlow("method", typed.ExecuteAsync, typed.Plan).After(plain);
        StepHandle own = b.SubFlow("own", Own);
        b.SubFlow("untyped method", untyped.ExecuteAsync, untyped.Plan).After(own);
        Flow<int> flow = b.Build(b.Step("sum", output, method, static (one, two, _) => one + two));

        Assert.Equal(84, await flow.ExecuteAsync());
        FlowReport<int> report = await flow.RunAsync();

        Assert.Equal(84, report.Output);
        Assert.Equal(2, calls);
        Assert.Equal(["answer"], report.Steps[0].NestedReport!.Steps.Select(static step => step.Name));
        Assert.Equal(["step 1"], report.Steps[1].NestedReport!.Steps.Select(static step => step.Name));
        Assert.Equal(["answer"], report.Steps[2].NestedReport!.Steps.Select(static step => step.Name));
        Assert.Null(report.Steps[3].NestedReport);
        Assert.Equal([typed.Plan, untyped.Plan, typed.Plan, null, untyped.Plan, null], flow.Plan.Steps.Select(static step => step.Flow));
        Assert.All(flow.Plan.Steps.Take(5), static step => Assert.Equal(StepKind.Flow, step.Kind));

        ValueTask Own(FlowOptions? options, CancellationToken token)
        {
            Interlocked.Increment(ref calls);
            return default;
        }
    }

    [Fact]
    public async Task Any_implementation_of_the_interface_gives_its_output()
    {
        FlowBuilder inner = new("inner");
        Flow<int> typed = inner.Build(inner.Step("answer", static _ => 42));
        FlowBuilder b = new("outer");
        StepHandle<int> output = b.SubFlow("custom", new Wrapper(typed));
        Flow<int> flow = b.Build(b.Step("sum", output, static (output, _) => output + 1));

        Assert.Equal(43, await flow.ExecuteAsync());
        Assert.Same(typed.Plan, flow.Plan.Steps[0].Flow);
    }

    [Fact]
    public async Task Waiting_for_a_lock_that_the_outer_step_holds_fails_immediately()
    {
        FlowLock gate = new("gate");
        FlowBuilder inner = new("inner");
        inner.Step("needs it", static _ => Task.CompletedTask).WithLock(gate);
        FlowBuilder b = new("outer");
        b.SubFlow("holds it", inner.Build()).WithLock(gate);

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => b.Build().ExecuteAsync().AsTask());

        Assert.Contains("Step 'needs it' of flow 'inner' cannot wait for lock 'gate': step 'holds it' of flow 'outer'", thrown.Message, StringComparison.Ordinal);
        Assert.True(gate.IsFree());
    }

    [Fact]
    public async Task A_failure_of_the_inner_flow_fails_the_outer_flow()
    {
        StepFailure failure = new("inner");
        FlowBuilder inner = new("inner");
        Flow<int> typed = inner.Build(inner.Step("fails", _ => Task.FromException<int>(failure)));
        FlowBuilder b = new("outer");
        b.Step("never", b.SubFlow("inner", typed), static (_, _) => { });

        FlowReport report = await b.Build().RunAsync();

        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.Equal([StepStatus.Failed, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
    }

    private sealed class Wrapper(IFlow<int> flow) : IFlow<int>
    {
        public FlowPlan Plan => flow.Plan;

        public ValueTask<int> ExecuteAsync(CancellationToken cancellationToken) => flow.ExecuteAsync(cancellationToken);

        public ValueTask<int> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => flow.ExecuteAsync(options, cancellationToken);

        public ValueTask<FlowReport<int>> RunAsync(CancellationToken cancellationToken) => flow.RunAsync(cancellationToken);

        public ValueTask<FlowReport<int>> RunAsync(FlowOptions? options, CancellationToken cancellationToken) => flow.RunAsync(options, cancellationToken);

        ValueTask IFlow.ExecuteAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => throw new NotSupportedException();

        ValueTask<FlowReport> IFlow.RunAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? options, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
