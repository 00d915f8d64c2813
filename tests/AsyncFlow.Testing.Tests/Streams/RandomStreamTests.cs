using System.Collections.Concurrent;
using System.Globalization;

namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>A tree of steps for each element, with failures at random places, on random schedules.</summary>
public sealed class RandomStreamTests
{
    private static readonly int s_rounds = int.TryParse(Environment.GetEnvironmentVariable("ASYNCFLOW_RANDOM_STREAMS"), out int rounds) ? rounds : 300;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_element_has_the_outcome_that_its_way_through_the_steps_gives(bool isSimulated)
    {
        for (int seed = 0; seed < s_rounds; seed++)
        {
            Tree tree = new(seed);
            FlowOptions options = new()
            {
                FailureMode = seed % 2 == 0 ? FailureMode.Cancel : FailureMode.Continue,
                MaxConcurrency = seed % 5 == 0 ? 1 + (seed % 3) : null,
                Host = isSimulated ? new SimulationHost(seed) : null,
            };

            FlowReport<string> report = await tree.RunAsync(options).AsTask().Within();

            Assert.True(report.Status == FlowStatus.Succeeded, $"seed {seed}: {report}\n{report.Steps[4].NestedReport}");
            Assert.True(tree.Expected == report.Output, $"seed {seed}: expected {tree.Expected}, got {report.Output}\n{report}");
            Assert.Equal(tree.Count, report.Steps[1].NestedReport!.Steps.Count);
            Assert.Equal(tree.Count, report.Steps[4].NestedReport!.Steps.Count);
            Assert.Empty(tree.Violations);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_is_cancelled_at_any_point_ends(bool isSimulated)
    {
        for (int seed = 0; seed < s_rounds; seed++)
        {
            using CancellationTokenSource source = new();
            Tree tree = new(seed) { Interrupt = source.Cancel, InterruptAfter = seed % 40 };
            FlowOptions options = new()
            {
                FailureMode = seed % 2 == 0 ? FailureMode.Cancel : FailureMode.Continue,
                Host = isSimulated ? new SimulationHost(seed) : null,
            };

            FlowReport<string> report = await tree.RunAsync(options, source.Token).AsTask().Within();

            Assert.True(report.Status is FlowStatus.Succeeded or FlowStatus.Canceled, $"seed {seed}: {report}");
            Assert.True(report.Status != FlowStatus.Succeeded || tree.IsReadToTheEnd, $"seed {seed}: succeeded before the end of the source");
            Assert.Equal(tree.Begun, tree.Ended);
            Assert.Empty(tree.Violations);
        }
    }

    [Fact]
    public async Task In_every_schedule_all_elements_go_through()
    {
        ExplorationResult result = await Explore.AllAsync(static () => new Small(), Check, new ExplorationOptions { MaxSchedules = 3_000 }).Within();

        Assert.True(result.Schedules > 100, $"{result.Schedules} schedules");

        static void Check(Small flow, FlowReport report)
        {
            Assert.Equal(FlowStatus.Succeeded, report.Status);
            Assert.Equal("2 4 6", flow.Seen);
        }
    }

    [Fact]
    public async Task A_step_that_also_needs_the_whole_list_waits_for_it()
    {
        // With elements one by one the first step would wait for room, which is only there when the list is complete.
        Both both = new();

        await both.ExecuteAsync().AsTask().Within();

        Assert.Equal(45 * 20, both.Sum);
    }

    [Fact]
    public async Task Two_steps_can_read_one_source()
    {
        Twice twice = new();

        await twice.ExecuteAsync().AsTask().Within();

        Assert.Equal((45, 45), (twice.Left, twice.Right));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(5_000)]
    public async Task A_sequence_that_is_made_while_it_is_read_is_read_as_there_is_room(int count)
    {
        Lazily lazily = new(count);

        await lazily.ExecuteAsync().AsTask().Within();

        Assert.Equal(count, lazily.Done);
        Assert.InRange(lazily.MostAhead, 0, 4);
    }
}

[Flow]
internal sealed partial class Tree
{
    private readonly string[] _failing = new string[4];
    private readonly int _yields;
    private readonly ConcurrentDictionary<string, int> _running = new();
    private int _begun;
    private int _ended;

    public Tree(int seed)
    {
        Random random = new(seed);
        Count = random.Next(25);
        _yields = random.Next(4);
        foreach (ref string failing in _failing.AsSpan())
        {
            failing = string.Concat(Enumerable.Range(0, Count).Select(_ => random.Next(8) == 0 ? 'x' : '-'));
        }
    }

    public int Count { get; }

    /// <summary>Called after so many pieces of work.</summary>
    public Action? Interrupt { get; init; }

    public int InterruptAfter { get; init; }

    public bool IsReadToTheEnd { get; private set; }

    public int Begun => _begun;

    public int Ended => _ended;

    public ConcurrentQueue<string> Violations { get; } = [];

    public string Expected => $"{Outcomes(0, 2)} | {Outcomes(0, 1, 3)}";

    [Step]
    private async IAsyncEnumerable<int> Find()
    {
        for (int i = 0; i < Count; i++)
        {
            await YieldAsync(i);
            yield return i;
        }

        IsReadToTheEnd = true;
    }

    [Step]
    private Task<int> First([Each(nameof(Find), MaxConcurrency = 3)] int item) => WorkAsync(0, item, most: 3);

    [Step]
    private Task<int> Left([Each(nameof(First), MaxConcurrency = 2, Buffer = 1)] int item) => WorkAsync(1, item, most: 2);

    [Step]
    private async ValueTask<int> Right([Each(nameof(First), MaxConcurrency = 1)] int item) => await WorkAsync(2, item, most: 1);

    [Step]
    private Task<int> Last([Each(nameof(Left), Buffer = 3)] int item) => WorkAsync(3, item, most: int.MaxValue);

    [Step, Output]
    private static string Show([From(nameof(Right))] IReadOnlyList<StepOutcome<int>> right, [From(nameof(Last))] IReadOnlyList<StepOutcome<int>> last) => $"{Text(right)} | {Text(last)}";

    private static string Text(IReadOnlyList<StepOutcome<int>> outcomes) =>
        string.Join(' ', outcomes.Select(static outcome => outcome.IsSuccess ? outcome.Value.ToString(CultureInfo.InvariantCulture) : $"{outcome.Status}:{outcome.Exception?.Message}"));

    private string Outcomes(params int[] way) => string.Join(' ', Enumerable.Range(0, Count).Select(item =>
    {
        int failed = Array.FindIndex(way, step => _failing[step][item] == 'x');
        return failed < 0 ? $"{item}" : $"{(failed == way.Length - 1 ? "Failed" : "NotRun")}:{way[failed]}.{item}";
    }));

    private async Task<int> WorkAsync(int step, int item, int most)
    {
        if (_running.AddOrUpdate($"{step}", 1, static (_, count) => count + 1) > most)
        {
            Violations.Enqueue($"step {step} works on more than {most}");
        }

        if (Interlocked.Increment(ref _begun) > InterruptAfter)
        {
            Interrupt?.Invoke();
        }

        await YieldAsync(item + step);
        Interlocked.Increment(ref _ended);
        _running.AddOrUpdate($"{step}", 0, static (_, count) => count - 1);
        return _failing[step][item] == 'x' ? throw new InvalidOperationException($"{step}.{item}") : item;
    }

    private async ValueTask YieldAsync(int salt)
    {
        for (int i = 0; i < (_yields + salt) % 4; i++)
        {
            await Task.Yield();
        }
    }
}

[Flow]
internal sealed partial class Small
{
    private readonly List<int> _seen = [];

    public string Seen => string.Join(' ', _seen);

    [Step]
    private static int[] Numbers() => [1, 2, 3];

    [Step]
    private static async Task<int> Double([Each(nameof(Numbers), MaxConcurrency = 2)] int number)
    {
        await Task.Yield();
        return 2 * number;
    }

    [Step]
    private static Task<long> Keep([Each(nameof(Double), MaxConcurrency = 1)] int number) => Task.FromResult((long)number);

    [Step]
    private void Add(IReadOnlyList<long> kept) => _seen.AddRange(kept.Select(static number => (int)number));
}

[Flow]
internal sealed partial class Both
{
    private int _sum;

    public int Sum => _sum;

    [Step]
    private static int[] Numbers() => [.. Enumerable.Range(0, 10)];

    [Step]
    private static Task<int> Same([Each(nameof(Numbers), MaxConcurrency = 1)] int number) => Task.FromResult(number);

    [Step]
    private static Task<string> Count([From(nameof(Same))] IReadOnlyList<int> all) => Task.FromResult($"{2 * all.Count}");

    [Step]
    private Task Use([Each(nameof(Same), MaxConcurrency = 1, Buffer = 1)] int number, string count)
    {
        Interlocked.Add(ref _sum, number * int.Parse(count, CultureInfo.InvariantCulture));
        return Task.CompletedTask;
    }
}

[Flow]
internal sealed partial class Twice
{
    private int _left;
    private int _right;

    public int Left => _left;

    public int Right => _right;

    [Step]
    private static async IAsyncEnumerable<int> Numbers()
    {
        for (int i = 0; i < 10; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    [Step]
    private void AddLeft([Each(nameof(Numbers), MaxConcurrency = 2)] int number) => Interlocked.Add(ref _left, number);

    [Step]
    private async Task AddRight([Each(nameof(Numbers), MaxConcurrency = 1)] int number)
    {
        await Task.Yield();
        Interlocked.Add(ref _right, number);
    }
}

[Flow]
internal sealed partial class Lazily(int count)
{
    private int _made;
    private int _begun;
    private int _done;

    public int MostAhead { get; private set; }

    public int Done => _done;

    [Step]
    private IEnumerable<int> Numbers()
    {
        for (int i = 0; i < count; i++)
        {
            MostAhead = Math.Max(MostAhead, ++_made - Volatile.Read(ref _begun));
            yield return i;
        }
    }

    [Step]
    private async Task Use([Each(nameof(Numbers), MaxConcurrency = 2)] int number)
    {
        Interlocked.Increment(ref _begun);
        if (number % 3 == 0)
        {
            await Task.Yield();
        }

        Interlocked.Increment(ref _done);
    }
}
