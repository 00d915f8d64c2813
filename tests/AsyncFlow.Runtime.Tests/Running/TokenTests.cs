namespace AsyncFlow.Runtime.Tests;

/// <summary>A run's token belongs to that run alone.</summary>
public class TokenTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_token_of_a_run_that_succeeded_is_not_cancelled_by_a_later_one(bool suspends)
    {
        List<CancellationToken> kept = [];
        int callbacks = 0;
        bool fails = false;
        ScriptedFlow flow = new(
            Step.Task("keeps its token", async call =>
            {
                if (!fails)
                {
                    kept.Add(call.Token);
                    call.Token.Register(() =>
                    {
                        callbacks++;
                        throw new StepFailure("late callback");
                    });
                }

                if (suspends)
                {
                    await Task.Yield();
                }
            }),
            Step.Task("waits for its cancellation", call => fails ? Task.Delay(Timeout.Infinite, call.Token) : Task.CompletedTask),
            Step.Task("fails", async _ =>
            {
                await Task.Yield();
                if (fails)
                {
                    throw new StepFailure("on purpose");
                }
            }));
        for (int i = 0; i < 10; i++)
        {
            await flow.ExecuteUntypedAsync().Within();
        }

        fails = true;
        FlowReport report = await flow.RunAsync().Within();

        Assert.Equal("on purpose", Assert.Single(report.Failures).Message);
        Assert.Equal(10, kept.Count);
        Assert.DoesNotContain(kept, static token => token.IsCancellationRequested);
        Assert.Equal(0, callbacks);
    }

    [Fact]
    public async Task A_step_that_cannot_run_concurrently_with_others_has_the_callers_token()
    {
        using CancellationTokenSource source = new();
        Dictionary<string, bool> isCallers = [];
        Step Note(string name) => Step.Task(name, call =>
        {
            isCallers[name] = call.Token == source.Token;
            return Task.CompletedTask;
        });
        ScriptedFlow flow = new(Note("first"), Note("left").After("first"), Note("right").After("first"), Note("middle").After("left", "right"), Note("last").After("middle"));

        await flow.ExecuteUntypedAsync(cancellationToken: source.Token).Within();

        Assert.Equal(["first", "last", "middle"], isCallers.Where(static pair => pair.Value).Select(static pair => pair.Key).Order());
    }

    [Fact]
    public void Steps_that_run_alone_are_found_in_random_graphs()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            int count = random.Next(1, 14);
            int[] names = [.. Enumerable.Range(0, count)];
            random.Shuffle(names);

            // Edges follow a random order, so the indexes of the steps are not a topological order.
            bool[,] reaches = new bool[count, count];
            List<int>[] upstream = [.. names.Select(static _ => new List<int>())];
            for (int to = 0; to < count; to++)
            {
                for (int from = 0; from < to; from++)
                {
                    if (random.Next(4) < (from == to - 1 ? 3 : 1))
                    {
                        upstream[names[to]].Add(names[from]);
                        reaches[from, to] = true;
                    }
                }
            }

            for (int middle = 0; middle < count; middle++)
            {
                for (int from = 0; from < count; from++)
                {
                    for (int to = 0; to < count; to++)
                    {
                        reaches[from, to] |= reaches[from, middle] && reaches[middle, to];
                    }
                }
            }

            FlowPlan plan = new("Random", [.. Enumerable.Range(0, count).Select(step => new CompilerServices.StepDescriptor($"s{step}", isAsync: true) { Upstream = [.. upstream[step]] })]);
            for (int place = 0; place < count; place++)
            {
                bool alone = Enumerable.Range(0, count).All(other => other == place || reaches[other, place] || reaches[place, other]);
                Assert.Equal(alone, plan.Layout.LoneSteps[names[place]]);
            }
        }
    }
}
