using System.Collections.Immutable;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Steps of built flows that call a function for each element of a list.</summary>
public class BuiltForEachTests
{
    [Fact]
    public async Task Results_of_functions_of_every_kind_are_in_order()
    {
        int calls = 0;
        FlowBuilder b = new("each");
        StepHandle<int[]> numbers = b.Step("numbers", static _ => Enumerable.Range(0, 50).ToArray());
        StepHandle<List<string>> texts = b.Step("texts", static _ => new List<string> { "a", "b" });
        StepHandle<IReadOnlyList<int>> function = b.ForEach(numbers, static (number, _) => number + 1);
        StepHandle<IReadOnlyList<int>> task = b.ForEach(function, static async (number, token) =>
        {
            await Task.Yield();
            token.ThrowIfCancellationRequested();
            return number * 2;
        });
        StepHandle<IReadOnlyList<int>> value = b.ForEachValueTask(task, static (number, _) => new ValueTask<int>(number + 1));
        StepHandle<IReadOnlyList<string>> upper = b.ForEach(texts, static (text, _) => Task.FromResult(text.ToUpperInvariant()), name: "upper");
        b.ForEach(texts, (_, _) => { Interlocked.Increment(ref calls); });
        b.ForEach(texts, (_, _) =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        });
        b.ForEachValueTask(texts, async (_, _) =>
        {
            await Task.Yield();
            Interlocked.Increment(ref calls);
        });
        StepHandle<string> last = b.Step("last", value, upper, static (numbers, texts, _) => $"{numbers.Count} {numbers[0]} {numbers[49]} {string.Join("", texts)}");
        Flow<string> flow = b.Build(last);

        Assert.Equal("50 3 101 AB", await flow.ExecuteAsync());
        Assert.Equal("50 3 101 AB", await flow.ExecuteAsync());
        Assert.Equal(12, calls);
        Assert.Equal(
            ["ForEach(numbers)", "ForEach(function)", "ForEach(task)", "upper", "ForEach(texts)", "ForEach(texts)#2", "ForEach(texts)#3"],
            flow.Plan.Steps.Where(static step => step.Kind == StepKind.ForEach).Select(static step => step.Name));
    }

    [Fact]
    public async Task A_limit_and_locks_apply_to_the_elements()
    {
        int[] now = new int[2];
        int[] most = new int[2];
        using SemaphoreSlim gate = new(2);
        FlowBuilder b = new("limits");
        StepHandle<IEnumerable<int>> items = b.Step("items", static _ => Enumerable.Range(0, 100));
        b.ForEach(items, (_, _) => Pass(0), maxConcurrency: 3);
        b.ForEach(items, (_, _) => Pass(1)).WithLock(gate);
        IFlow flow = b.Build();

        await flow.ExecuteAsync().Within();

        Assert.InRange(most[0], 1, 3);
        Assert.InRange(most[1], 1, 2);
        Assert.Equal(2, gate.CurrentCount);
        Assert.Equal("SemaphoreSlim", Assert.Single(flow.Plan.Steps[2].Locks));

        async Task Pass(int index)
        {
            int running = Interlocked.Increment(ref now[index]);
            lock (most)
            {
                most[index] = Math.Max(most[index], running);
            }

            await Task.Yield();
            Interlocked.Decrement(ref now[index]);
        }
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failing_element_fails_the_step(FailureMode mode)
    {
        int calls = 0;
        FlowBuilder b = new("fails") { FailureMode = mode };
        StepHandle<int[]> items = b.Step("items", static _ => Task.FromResult(Enumerable.Range(0, 4).ToArray()));
        StepHandle<IReadOnlyList<int>> each = b.ForEach(
            items,
            (item, _) =>
            {
                calls++;
                return item == 1 ? throw new StepFailure("element 1") : Task.FromResult(item);
            },
            maxConcurrency: 1);
        b.Step("never", each, static (_, _) => { });

        FlowReport report = await b.Build().RunAsync();

        Assert.Equal("element 1", Assert.Single(report.Failures).Message);
        Assert.Equal([StepStatus.Succeeded, StepStatus.Failed, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.Equal(mode == FailureMode.Cancel ? 2 : 4, calls);
    }

    [Fact]
    public async Task Empty_and_long_lists_work()
    {
        foreach (int count in (int[])[0, 1, 100_000])
        {
            FlowBuilder b = new("long");
            StepHandle<IReadOnlyCollection<int>> items = b.Step("items", _ => (IReadOnlyCollection<int>)Enumerable.Range(0, count).ToImmutableArray());
            StepHandle<IReadOnlyList<int>> same = b.ForEachValueTask(items, static (item, _) => new ValueTask<int>(item));
            StepHandle<IReadOnlyList<int>> onWorkers = b.ForEach(same, static (item, _) => item);

            IReadOnlyList<int> results = await b.Build(onWorkers).ExecuteAsync().Within();

            Assert.True(results.SequenceEqual(Enumerable.Range(0, count)));
        }
    }

    [Fact]
    public async Task A_null_task_names_the_element()
    {
        FlowBuilder b = new("nulls");
        StepHandle<int[]> items = b.Step("items", static _ => Enumerable.Range(1, 2).ToArray());
        b.ForEach(items, static (item, _) => item == 2 ? null! : Task.CompletedTask);

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => b.Build().ExecuteAsync().AsTask());

        Assert.Contains("ForEach(items)[1]", thrown.Message, StringComparison.Ordinal);
    }
}
