namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>Flows whose results come one by one.</summary>
public sealed class StreamedOutputTests
{
    [Fact]
    public async Task Results_come_while_the_source_still_produces()
    {
        Script script = new() { Count = 5, SourceTime = 10, FetchTime = 1, ParseTime = 1 };
        SimulationHost host = new(seed: 3);

        List<string> seen = await host.RunAsync(async () =>
        {
            long start = host.TimeProvider.GetTimestamp();
            List<string> seen = [];
            await foreach (int value in new Feed(script).ExecuteAsync())
            {
                seen.Add($"{value}@{host.TimeProvider.GetElapsedTime(start).TotalMilliseconds}");
            }

            return seen;
        }).Within();

        Assert.Equal(["0@12", "10@22", "20@32", "30@42", "40@52"], seen);
    }

    [Fact]
    public async Task A_reader_that_is_slow_holds_the_source_back()
    {
        Script script = new() { Count = null };
        int seen = 0;
        await foreach (int value in new Feed(script).ExecuteAsync())
        {
            if (++seen == 100)
            {
                break;
            }

            // Each step works on two elements, lets two wait, and the reader lets two wait.
            Assert.InRange(script.Pulled, 0, seen + 12);
        }

        Assert.True(script.IsSourceDisposed);
    }

    [Fact]
    public async Task The_end_of_the_run_is_the_end_of_the_results()
    {
        Script script = new() { Count = 1000 };
        HashSet<int> seen = [];
        await foreach (int value in new Feed(script).ExecuteAsync().WithCancellation(CancellationToken.None))
        {
            Assert.True(seen.Add(value));
        }

        Assert.Equal(1000, seen.Count);
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failure_is_thrown_to_the_reader(FailureMode mode)
    {
        Script script = new() { Count = mode == FailureMode.Cancel ? null : 20, FailingFetch = 5 };
        int seen = 0;

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int value in new Feed(script).ExecuteAsync(new FlowOptions { FailureMode = mode }))
            {
                seen++;
            }
        });

        Assert.Equal("fetch 5", exception.Message);
        Assert.Equal(mode == FailureMode.Continue ? 19 : seen, seen);
        Assert.True(script.IsSourceDisposed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_reader_or_the_caller_cancels_the_run(bool byReader)
    {
        Script script = new() { Count = null };
        using CancellationTokenSource source = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            IAsyncEnumerable<int> results = byReader ? new Feed(script).ExecuteAsync() : new Feed(script).ExecuteAsync(source.Token);
            await foreach (int value in results.WithCancellation(byReader ? source.Token : default))
            {
                source.Cancel();
            }
        });

        Assert.True(script.IsSourceDisposed);
    }

    [Fact]
    public async Task A_flow_does_not_start_before_its_first_result_is_asked_for()
    {
        Script script = new();

        await using IAsyncEnumerator<int> reader = new Feed(script).ExecuteAsync().GetAsyncEnumerator();

        Assert.Equal(0, script.Pulled);
    }

    [Fact]
    public async Task All_results_are_in_the_order_of_the_elements()
    {
        int[] expected = [0, 10, 20, 30, 40, 50];

        Assert.Equal(expected, await new Feed(new Script()).ExecuteToListAsync(null));
        Assert.Equal(expected, (await new Feed(new Script()).RunAsync()).Output);
        Assert.Equal(expected, await ((IFlow<IReadOnlyList<int>>)new Feed(new Script())).ExecuteAsync());
        Assert.Equal(string.Join(' ', expected), await new Outer(new Script()).ExecuteAsync());
    }
}
