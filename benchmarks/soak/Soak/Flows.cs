using AsyncFlow;
using Polly;
using Polly.Retry;

namespace Soak;

/// <summary>Steps that mostly complete at once, so that most runs are straight lines.</summary>
[Flow]
internal sealed partial class Line
{
    private readonly FlowLock _lock = new();
    private readonly FlowSemaphore _pair = new(2);

    // Guarded by _lock.
    private long _last;

    [Step]
    private static Task<int> Start([Input] int value, [Input] bool waits = false) => waits ? SoonAsync(value) : Task.FromResult(value);

    [Step, WithLock(nameof(_lock), nameof(_pair))]
    private Task<long> Count(int start)
    {
        _last = Math.Max(_last, start + 1L);
        return Task.FromResult(_last - start);
    }

    [Step, WithLock(nameof(_pair))]
    private static async Task<string> Name(int start, CancellationToken cancellationToken)
    {
        if (start % 8 == 0)
        {
            await Task.Delay(1, cancellationToken);
        }

        return "run";
    }

    [Step, Output]
    private static (long, string) End(long count, string name) => (count, name);

    private static async Task<int> SoonAsync(int value)
    {
        await Task.Yield();
        return value;
    }
}

/// <summary>A stream of elements with keyed locks, policies, owned results and outcomes.</summary>
[Flow]
internal sealed partial class Pages
{
    private static readonly ResiliencePipeline s_retry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 2, Delay = TimeSpan.Zero, ShouldHandle = new PredicateBuilder().Handle<TimeoutException>() })
        .AddTimeout(TimeSpan.FromMinutes(10))
        .Build();

    private readonly FlowLocks<int> _hosts = new(permits: 2);

    [Step, Owned]
    private static async Task<Resource> Open()
    {
        await Task.Yield();
        return new Resource();
    }

    [Step]
    private static async IAsyncEnumerable<Address> Find([Input] int count, Resource store)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new Address(store.Check(i));
        }
    }

    // Every seventh fails at its first attempt, every eleventh at each.
    [Step, WithLock(nameof(_hosts), Key = nameof(HostOf)), WithPolicy(nameof(s_retry)), Owned]
    private static async Task<Page> Fetch([Each(nameof(Find), MaxConcurrency = 4)] Address address)
    {
        await Task.Yield();
        address.Attempts++;
        return address.Number % 11 == 10 || (address.Number % 7 == 6 && address.Attempts == 1) ? throw new TimeoutException($"{address.Number}") : new Page(address.Number);
    }

    [Step]
    private static int Parse([Each(nameof(Fetch), MaxConcurrency = 2, Buffer = 3)] Page page) => page.Check(page.Number);

    [Step, Output]
    private static int Sum(IReadOnlyList<StepOutcome<int>> rows) => rows.Count(static row => row.IsSuccess);

    private static int HostOf(Address address) => address.Number % 3;
}

/// <summary>What <see cref="Pages"/> fetches, and how often it has tried.</summary>
internal sealed class Address(int number)
{
    public int Number => number;

    public int Attempts { get; set; }
}

/// <summary>Flows within a flow.</summary>
[Flow]
internal sealed partial class Whole
{
    [Step]
    private readonly Line _line = new();

    [Step]
    private readonly Pages _pages = new();

    [Step]
    private static bool Waits([Input] int value) => value % 2 == 0;

    [Step, Output]
    private static int Both([Input] int count, (long Count, string Name) line, int pages) => line.Count > 0 ? pages + count : 0;
}

/// <summary>Gives its results as they come.</summary>
[Flow]
internal sealed partial class Feed
{
    [Step]
    private static IEnumerable<int> Numbers([Input] int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }
    }

    [Step, Output(Stream = true)]
    private static async Task<int> Double([Each(nameof(Numbers), MaxConcurrency = 3)] int number)
    {
        await Task.Yield();
        return 2 * number;
    }
}
