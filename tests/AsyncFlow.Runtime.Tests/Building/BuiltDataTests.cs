using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests.Building;

/// <summary>Outcomes, owned results and policies of flows built at run time.</summary>
public class BuiltDataTests
{
    private readonly List<string> _log = [];

    private sealed class Resource(string name, List<string> log) : IAsyncDisposable, IDisposable
    {
        public string Name => name;

        public async ValueTask DisposeAsync()
        {
            Dispose();
            await Task.Yield();
        }

        public void Dispose()
        {
            lock (log)
            {
                log.Add($"-{name}");
            }
        }
    }

    private sealed class Plain(List<string> log) : IDisposable
    {
        public void Dispose() => log.Add("-plain");
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_step_takes_the_outcome_of_a_failed_one(FailureMode mode)
    {
        StepFailure failure = new("rates");
        FlowBuilder b = new("offer") { FailureMode = mode };
        StepHandle<int> order = b.Step("order", static _ => 10);
        StepHandle<int> rates = b.Step("rates", _ => Task.FromException<int>(failure));
        StepHandle<int> double_ = b.Step("double", rates, static (rate, _) => rate * 2);
        StepHandle<string> offer = b.Step("offer", order, rates.Outcome, double_.Outcome, (order, rates, twice, _) => $"{order} {rates.Status} {rates.Exception == failure} {twice.Status} {twice.Exception == failure}");
        FlowReport<string> report = await b.Build(offer).RunAsync().Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal("10 Failed True NotRun True", report.Output);
        Assert.True(report.Steps[1].IsHandled);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task An_outcome_has_the_result_of_a_step_that_succeeded_or_tells_that_it_was_skipped()
    {
        FlowBuilder b = new("outcomes");
        StepHandle<int> number = b.StepValueTask("number", static _ => new ValueTask<int>(7));
        StepHandle<int> skipped = b.Step("skipped", static _ => 1).When(static () => false);
        StepHandle<string> show = b.Step("show", (IEnumerable<StepHandle<StepOutcome<int>>>)[number.Outcome, skipped.Outcome], static (all, _) => string.Join(' ', all.Select(static outcome => $"{outcome.Status}{outcome.IsSuccess}")));

        Assert.Equal("SucceededTrue SkippedFalse", await b.Build(show).ExecuteAsync().Within());
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task One_failed_element_of_five_leaves_four_results(FailureMode mode)
    {
        FlowBuilder b = new("elements") { FailureMode = mode };
        StepHandle<int[]> numbers = b.Step("numbers", static _ => (int[])[1, 2, 3, 4, 5]);
        StepHandle<IReadOnlyList<int>> rows = b.ForEach(numbers, static async (number, _) =>
        {
            await Task.Yield();
            return number == 3 ? throw new StepFailure("x") : number;
        });
        StepHandle<string> sum = b.Step("sum", rows.Outcomes(), static (rows, _) => string.Join(' ', rows.Select(static row => row.IsSuccess ? $"{row.Value}" : row.Exception!.Message)));
        Flow<string> flow = b.Build(sum);

        for (int run = 0; run < 2; run++)
        {
            FlowReport<string> report = await flow.RunAsync().Within();
            Assert.Equal((FlowStatus.Succeeded, "1 2 x 4 5", true), (report.Status, report.Output, report.Steps[1].IsHandled));
        }

        FlowBuilder c = new("wrong");
        StepHandle<IReadOnlyList<int>> list = c.Step("list", static _ => (IReadOnlyList<int>)[1]);
        Refused<InvalidOperationException>(() => list.Outcomes(), "Step 'list' does not run once for each element of a list, so it has one outcome. Use the Outcome of its handle.");
    }

    [Fact]
    public async Task A_step_that_also_needs_the_result_does_not_run_without_it()
    {
        FlowBuilder b = new("both") { FailureMode = FailureMode.Continue };
        StepHandle<int> fails = b.Step("fails", static _ => Task.FromException<int>(new StepFailure("x")));
        b.Step("both", fails, fails.Outcome, static (_, _, _) => { });
        b.Step("after", fails.Outcome, static (_, _) => { }).After(fails);
        FlowReport report = await b.Build().RunAsync().Within();

        Assert.Equal((FlowStatus.Failed, StepStatus.NotRun, StepStatus.NotRun), (report.Status, report.Steps[1].Status, report.Steps[2].Status));
    }

    [Fact]
    public async Task A_failure_is_not_handled_if_the_output_needs_the_result()
    {
        FlowBuilder b = new("needed");
        StepHandle<int> fails = b.Step("fails", static _ => Task.FromException<int>(new StepFailure("x")));
        b.Step("sees", fails.Outcome, static (_, _) => { });
        StepHandle<int> output = b.Step("output", fails, static (value, _) => value);

        Assert.Equal(FlowStatus.Failed, (await b.Build(output).RunAsync().Within()).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("open")]
    [InlineData("left")]
    [InlineData("inner")]
    [InlineData("join")]
    public async Task Results_are_disposed_once_whatever_fails_those_made_later_first(string failing)
    {
        foreach (FailureMode mode in (FailureMode[])[FailureMode.Cancel, FailureMode.Continue])
        {
            _log.Clear();
            FlowBuilder b = new("owned") { FailureMode = mode };
            StepHandle<Resource> open = b.Step("open", _ => Open("open", "a")).Owned();
            StepHandle<int> left = b.Step("left", open, (a, _) => Work("left", a.Name.Length));
            StepHandle<Resource> inner = b.Step("inner", left, (_, _) => Open("inner", "b")).Owned();
            b.Step("join", inner, open, (_, _, _) => Work("join", 1));
            b.Step("late", static _ => Task.Delay(1, CancellationToken.None)).After(open);
            FlowReport report = await b.Build().RunAsync().Within();

            Assert.Equal(failing.Length == 0 ? FlowStatus.Succeeded : FlowStatus.Failed, report.Status);
            Assert.Equal(5, report.Steps.Count);
            Assert.Equal(failing switch { "open" => "", "left" or "inner" => "-a", _ => "-b -a" }, string.Join(' ', _log));
        }

        async Task<Resource> Open(string step, string name)
        {
            await Work(step, 1);
            return new Resource(name, _log);
        }

        async Task<int> Work(string step, int result)
        {
            await Task.Yield();
            return step == failing ? throw new StepFailure(step) : result;
        }
    }

    [Fact]
    public async Task Results_of_elements_and_plain_disposables_are_disposed()
    {
        FlowBuilder b = new("owned");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => (int[])[1, 2, 3]);
        b.ForEach(numbers, (number, _) => new Resource($"{number}", _log)).Owned();
        await b.Build().ExecuteAsync().Within();
        Assert.Equal(["-3", "-2", "-1"], _log);

        _log.Clear();
        FlowBuilder c = new("plain");
        c.Step("plain", _ => new Plain(_log)).Owned().Owned();
        await c.Build().ExecuteAsync().Within();
        Assert.Equal(["-plain"], _log);
    }

    [Fact]
    public async Task A_cancelled_run_disposes_too()
    {
        using CancellationTokenSource source = new();
        FlowBuilder b = new("owned");
        StepHandle<Resource> open = b.Step("open", _ =>
        {
            source.Cancel();
            return Task.FromResult(new Resource("a", _log));
        }).Owned();
        b.Step("use", open, static (_, _) => Assert.Fail("started"));
        FlowReport report = await b.Build().RunAsync(source.Token).Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(["-a"], _log);
    }

    public static TheoryData<string> Bodies => ["action", "function", "task", "task of", "value task", "value task of", "context", "flow", "flow of"];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Every_kind_of_step_runs_under_policies(string kind)
    {
        int calls = 0;
        int Fail() => ++calls < 3 ? throw new StepFailure("x") : 7;
        async Task<int> FailLater()
        {
            await Task.Yield();
            return Fail();
        }

        FlowBuilder inner = new("inner");
        Flow<int> flow = inner.Build(inner.Step("fail", _ => FailLater()));
        Retry retry = new();
        FlowBuilder b = new("policies");
        StepHandle<int> number = b.Step("number", static _ => 5);
        StepHandle step = kind switch
        {
            "action" => b.Step("step", number, void (_, _) => Fail()).WithPolicy(retry),
            "function" => b.Step("step", _ => Fail()).WithPolicy(retry),
            "task" => b.Step("step", Task (_) => FailLater()).WithPolicy(retry),
            "task of" => b.Step("step", number, (_, _) => FailLater()).WithPolicy(retry),
            "value task" => b.StepValueTask("step", async ValueTask (_) => await FailLater()).WithPolicy(retry),
            "value task of" => b.StepValueTask("step", number, (_, _) => new ValueTask<int>(FailLater())).WithPolicy(retry),
            "context" => b.Step("step", (StepContext context) => Fail() + context.StepName.Length).WithPolicy(retry),
            "flow" => b.SubFlow("step", (IFlow)flow).WithPolicy(retry),
            _ => b.SubFlow("step", flow).WithPolicy(retry),
        };
        IFlow built = b.Build();
        FlowReport report = await built.RunAsync().Within();

        Assert.Equal((FlowStatus.Succeeded, 3), (report.Status, report.Steps[1].Attempts));
        Assert.StartsWith("retry:step:3:", Assert.Single(retry.Log), StringComparison.Ordinal);
        Assert.Equal("step", step.Name);
        await built.ExecuteAsync().Within();
        Assert.Equal(2, retry.Log.Count);
    }

    // Gives each attempt a token of its own.
    private sealed class OwnToken : IStepPolicy
    {
        public CancellationTokenSource Source { get; } = new();

        public ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context) => step(state, Source.Token);
    }

    [Fact]
    public async Task Policies_of_an_earlier_call_are_around_those_of_a_later_one_and_an_attempt_has_their_token()
    {
        Retry outer = new() { Name = "outer" };
        Retry inner = new() { Name = "inner" };
        OwnToken own = new();
        int calls = 0;
        FlowBuilder b = new("policies");
        StepHandle<bool> token = b.Step("token", ct => ++calls < 3 ? throw new StepFailure("x") : ct == own.Source.Token).WithPolicy(outer).WithPolicy(inner, own);
        StepHandle<bool> context = b.Step("context", context => Task.FromResult(context.CancellationToken == own.Source.Token && context.StepName == "context")).WithPolicy(own);
        StepHandle<bool> both = b.Step("both", token, context, static (first, second, _) => first && second);

        Assert.True(await b.Build(both).ExecuteAsync().Within());
        Assert.Equal(["inner:token:3:True"], inner.Log);
        Assert.Equal(["outer:token:1:True"], outer.Log);
    }

    [Fact]
    public async Task An_expression_runs_under_policies()
    {
        int calls = 0;
        Retry outer = new() { Name = "outer" };
        Retry inner = new() { Name = "inner" };
        FlowReport report = await Flow.Create(Series(() => { }, Named("load", WithPolicy(WithPolicy(() => ++calls < 3 ? Task.FromException(new StepFailure("x")) : Task.CompletedTask, inner), outer)))).RunAsync().Within();

        Assert.Equal(3, report.Steps[1].Attempts);
        Assert.Equal(["inner:load:3:"], inner.Log);
        Assert.Equal(["outer:load:1:"], outer.Log);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        FlowBuilder b = new("wrong");
        StepHandle<Resource> open = b.Step("open", _ => new Resource("a", _log)).Owned();
        StepHandle<int> number = b.Step("number", static _ => 1);

        Refused<ArgumentException>(() => b.Build(open), "Step 'open' cannot be the output of flow 'wrong': the run owns its result and disposes it. Remove Owned(); the caller disposes the output.");
        Refused<ArgumentException>(() => b.Build(number.Outcome), "The outcome of step 'number' cannot be the output of flow 'wrong'. Add a step that takes the outcome, and build the flow with that one.");
        Refused<InvalidOperationException>(() => number.Owned(), "The run cannot own the result of step 'number': an int is neither IAsyncDisposable nor IDisposable.");
        Refused<InvalidOperationException>(() => number.Outcome.WithFallback(default), "The outcome of step 'number' says already whether the step was skipped. Remove WithFallback.");
        Refused<ArgumentException>(() => number.WithPolicy(new Retry(), null!), "Policy 2 of step 'number' is null. Make the policy before the step is added.");
        Refused<ArgumentException>(
            () => Flow.Create(WithPolicy(() => { }, new object())),
            "an object cannot be a policy in Flow.Create, which runs those that implement IStepPolicy. Call it in such a class, or write the expression in a [Composition].");
        Refused<ArgumentException>(() => WithPolicy(() => { }, new Retry(), null!), "Policy 2 of WithPolicy is null. Make the policy before the expression is evaluated.");
    }

    private static void Refused<TException>(Action act, string message) where TException : Exception =>
        Assert.StartsWith(message, Assert.ThrowsAny<TException>(act).Message, StringComparison.Ordinal);
}
