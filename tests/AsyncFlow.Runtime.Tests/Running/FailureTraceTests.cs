namespace AsyncFlow.Runtime.Tests;

/// <summary>What a printed failure says: the step, the steps around it, and that there are further failures.</summary>
public class FailureTraceTests
{
    private const string Further = " of flow 'Site': see FlowReport.Failures, or set FlowOptions.ThrowAll";

    // The lines that the library adds, which are those after the message.
    private static string[] LinesOf(Exception exception) =>
        [.. exception.ToString().Split(Environment.NewLine).Skip(1).TakeWhile(static line => !line.StartsWith("   at ", StringComparison.Ordinal)).Where(static line => line.Length > 0)];

    private static async Task<string[]> LinesOfRun(ScriptedFlow flow, FlowOptions? options = null) =>
        LinesOf(await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync(options).Within()));

    public static TheoryData<string, bool> Ways()
    {
        TheoryData<string, bool> ways = [];
        foreach (string way in (string[])["sync", "throws", "completed", "value task", "later", "later, not async"])
        {
            ways.Add(way, false);
            ways.Add(way, true);
        }

        return ways;
    }

    private static Step Failing(string name, string way = "completed") => way switch
    {
        "sync" => Step.SyncOf(name, static _ => throw new StepFailure("x")),
        "throws" => Step.TaskOf(name, static _ => throw new StepFailure("x")),
        "completed" => Step.TaskOf(name, static _ => Task.FromException<long>(new StepFailure("x"))),
        "value task" => Step.ValueTaskOf(name, static _ => ValueTask.FromException<long>(new StepFailure("x"))),
        "later" => Step.TaskOf(name, static async _ =>
        {
            await Task.Yield();
            throw new StepFailure("x");
        }),
        _ => Step.TaskOf(name, static _ => Later()),
    };

    private static async Task<long> Later()
    {
        await Task.Yield();
        throw new StepFailure("x");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_printed_failure_names_the_step_and_the_flow(string way, bool built)
    {
        ScriptedFlow flow = new("Site", [Failing("Load", way)], built: built);

        Assert.Equal(["   in step 'Load' of flow 'Site'"], await LinesOfRun(flow));
        FlowReport report = await flow.RunAsync().Within();
        Assert.Equal(["   in step 'Load' of flow 'Site'"], LinesOf(report.Failures[0]));
        Assert.Equal(["   in step 'Load' of flow 'Site'"], LinesOf(Assert.Throws<StepFailure>(report.ThrowIfFailed)));
    }

    [Fact]
    public async Task The_steps_around_a_failed_one_come_after_it()
    {
        ScriptedFlow inner = new("Page", [Failing("Parse")]);
        ScriptedFlow middle = new("Pages", [Step.Flow("Read", inner)]);

        Assert.Equal(
            ["   in step 'Parse' of flow 'Page'", "   in step 'Read' of flow 'Pages'", "   in step 'Crawl' of flow 'Site'"],
            await LinesOfRun(new ScriptedFlow("Site", [Step.Flow("Crawl", middle)])));
    }

    [Fact]
    public async Task A_flow_that_the_code_of_a_step_runs_is_named_too()
    {
        ScriptedFlow inner = new("Page", [Failing("Parse")]);
        ScriptedFlow flow = new("Site", [Step.Task("Crawl", async _ => await inner.ExecuteAsync())]);

        Assert.Equal(["   in step 'Parse' of flow 'Page'", "   in step 'Crawl' of flow 'Site'"], await LinesOfRun(flow));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failed_element_has_its_index(bool synchronous)
    {
        Delegate body = synchronous
            ? (Action<ElementCall>)(static call => Fail(call))
            : (Func<ElementCall, Task?>)(static call =>
            {
                Fail(call);
                return Task.CompletedTask;
            });

        Assert.Equal(
            ["   in step 'Fetch' [3] of flow 'Site'"],
            await LinesOfRun(new ScriptedFlow("Site", [Step.ForEach("Fetch", static _ => [0, 1, 2, 3], body)])));

        static void Fail(ElementCall call)
        {
            if (call.Index == 3)
            {
                throw new StepFailure("x");
            }
        }
    }

    [Fact]
    public async Task A_step_without_a_list_has_no_element()
    {
        ScriptedFlow flow = new("Site", [Step.ForEach("Fetch", static _ => null, (Action<ElementCall>)(static _ => { }))]);

        Assert.Equal(["   in step 'Fetch' of flow 'Site'"], LinesOf(await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().Within())));
    }

    [Fact]
    public async Task The_thrown_failure_counts_the_others()
    {
        FlowOptions all = new() { FailureMode = FailureMode.Continue };
        ScriptedFlow two = new("Site", [Failing("A"), Failing("B")]);
        ScriptedFlow three = new("Site", [Failing("A"), Failing("B"), Failing("C")]);

        Assert.Equal(["   in step 'A' of flow 'Site'", "   and 1 more failure" + Further], await LinesOfRun(two, all));
        Assert.Equal(["   in step 'A' of flow 'Site'", "   and 2 more failures" + Further], await LinesOfRun(three, all));
        FlowReport report = await three.RunAsync(all).Within();
        Assert.Equal(["   in step 'B' of flow 'Site'"], LinesOf(report.Failures[1]));
        AggregateException aggregate = await Assert.ThrowsAsync<AggregateException>(() => three.ExecuteAsync(all with { ThrowAll = true }).Within());
        Assert.Equal(["   in step 'A' of flow 'Site'"], LinesOf(aggregate.InnerExceptions[0]));
    }

    [Fact]
    public async Task Only_the_outermost_run_counts()
    {
        ScriptedFlow inner = new("Page", [Failing("A"), Failing("B"), Failing("C")], failureMode: FailureMode.Continue);

        Assert.Equal(
            ["   in step 'A' of flow 'Page'", "   in step 'Read' of flow 'Site'", "   and 2 more failures" + Further],
            await LinesOfRun(new ScriptedFlow("Site", [Step.Flow("Read", inner)])));
    }

    [Fact]
    public async Task A_cancelled_run_tells_of_failures()
    {
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(
            "Site",
            [
                Step.Task("Cancel", _ =>
                {
                    source.Cancel();
                    return Task.CompletedTask;
                }),
                Failing("Late"),
                Step.Sync("Never", static _ => { }).After("Cancel"),
            ]);
        FlowReport report = await flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }, null, source.Token).Within();

        Exception thrown = Assert.ThrowsAny<OperationCanceledException>(report.ThrowIfFailed);
        Assert.Equal(report.Failures.Count == 0 ? [] : (string[])["   and 1 more failure" + Further], LinesOf(thrown));
    }

    [Fact]
    public async Task One_object_thrown_by_many_steps_does_not_grow_without_limit()
    {
        StepFailure shared = new("x");
        ScriptedFlow flow = new("Site", [Step.ForEach("Fetch", static _ => Enumerable.Range(0, 2_000).Select(static i => (long)i), (Action<ElementCall>)(_ => throw shared))], failureMode: FailureMode.Continue);

        await LinesOfRun(flow);

        // The rest of the text is the runtime's: frames of an object that two threads throw at the same time can be there twice.
        IEnumerable<string> added = shared.ToString().Split(Environment.NewLine).Where(static line => line.StartsWith("   in step ", StringComparison.Ordinal));
        Assert.InRange(added.Sum(static line => line.Length), 1, 5_000);
    }

    [Fact]
    public async Task A_step_that_ran_twice_is_named_once()
    {
        StepFailure shared = new("x");
        ScriptedFlow flow = new("Site", [Step.Sync("Load", _ => throw shared)]);

        await LinesOfRun(flow);
        Assert.Equal(["   in step 'Load' of flow 'Site'"], await LinesOfRun(flow));
    }

    [Fact]
    public async Task The_stack_trace_of_the_step_remains()
    {
        string text = (await Assert.ThrowsAsync<StepFailure>(() => new ScriptedFlow("Site", [Failing("Load", "later")]).ExecuteAsync().Within())).ToString();

        Assert.Contains(nameof(FailureTraceTests), text, StringComparison.Ordinal);
        Assert.StartsWith($"{typeof(StepFailure)}: x{Environment.NewLine}   in step 'Load' of flow 'Site'{Environment.NewLine}   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_step_is_not_named()
    {
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new("Site", [Step.Task("Wait", call =>
        {
            source.Cancel();
            return Task.FromCanceled(call.Token);
        })]);
        FlowReport report = await flow.RunAsync(null, null, source.Token).Within();

        Assert.Empty(LinesOf(report.Steps[0].Exception!));
    }
}
