namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>What the steps of a pipeline do, and what they did.</summary>
internal sealed class Script
{
    private readonly Lock _gate = new();
    private readonly List<string> _log = [];

    /// <summary>How many elements the source has; null for no end.</summary>
    public int? Count { get; init; } = 6;

    /// <summary>How long the source takes for an element, and each step.</summary>
    public int SourceTime { get; init; }

    public int FetchTime { get; init; }

    public int ParseTime { get; init; }

    /// <summary>The elements with which a step fails; -1 for none.</summary>
    public int FailingFetch { get; init; } = -1;

    public int FailingParse { get; init; } = -1;

    /// <summary>Where the source fails; -1 for nowhere.</summary>
    public int FailingSource { get; init; } = -1;

    public int Pulled { get; private set; }

    public int Fetched { get; private set; }

    public int MostFetching { get; private set; }

    /// <summary>The most elements that had left one step and had not begun the next.</summary>
    public int MostBetween { get; private set; }

    /// <summary>The most elements that the source had given and that had not begun the first step.</summary>
    public int MostAhead { get; private set; }

    public bool IsSourceDisposed { get; private set; }

    public List<string> Log => [.. _log];

    private int _fetching;
    private int _begunFetch;
    private int _begunParse;

    public async IAsyncEnumerable<int> Numbers(TimeProvider clock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (int number = 0; Count is not { } count || number < count; number++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(SourceTime), clock, cancellationToken);
                Note(() =>
                {
                    Pulled++;
                    MostAhead = Math.Max(MostAhead, Pulled - _begunFetch);
                });
                if (number == FailingSource)
                {
                    throw new InvalidOperationException($"source {number}");
                }

                yield return number;
            }
        }
        finally
        {
            IsSourceDisposed = true;
        }
    }

    public async Task<string> Fetch(int number, StepContext context, CancellationToken cancellationToken)
    {
        Note(() =>
        {
            _begunFetch++;
            MostFetching = Math.Max(MostFetching, ++_fetching);
        });
        await Task.Delay(TimeSpan.FromMilliseconds(FetchTime), context.TimeProvider, cancellationToken);
        Note(() => _fetching--);
        if (number == FailingFetch)
        {
            throw new InvalidOperationException($"fetch {number}");
        }

        Note(() =>
        {
            Fetched++;
            MostBetween = Math.Max(MostBetween, Fetched - _begunParse);
            _log.Add($"f{number}");
        });
        return $"p{number}";
    }

    public async Task<int> Parse(string page, StepContext context, CancellationToken cancellationToken)
    {
        Note(() => _begunParse++);
        await Task.Delay(TimeSpan.FromMilliseconds(ParseTime), context.TimeProvider, cancellationToken);
        if (page == $"p{FailingParse}")
        {
            throw new InvalidOperationException($"parse {page}");
        }

        Note(() => _log.Add(page));
        return int.Parse(page[1..], System.Globalization.CultureInfo.InvariantCulture) * 10;
    }

    private void Note(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }
}

/// <summary>A source, two steps for each element, and a step that takes the list.</summary>
[Flow]
internal sealed partial class Pipeline(Script script)
{
    [Step]
    private IAsyncEnumerable<int> Find(StepContext context, CancellationToken cancellationToken) => script.Numbers(context.TimeProvider, cancellationToken);

    [Step]
    private Task<string> Fetch([Each(nameof(Find), MaxConcurrency = 2, Buffer = 1)] int number, StepContext context, CancellationToken cancellationToken) =>
        script.Fetch(number, context, cancellationToken);

    [Step]
    private Task<int> Parse([Each(nameof(Fetch), MaxConcurrency = 1, Buffer = 2)] string page, StepContext context, CancellationToken cancellationToken) =>
        script.Parse(page, context, cancellationToken);

    [Step, Output]
    private static string Sum(IReadOnlyList<int> values) => string.Join(' ', values);
}

/// <summary>The same, with a step that takes what became of each element.</summary>
[Flow]
internal sealed partial class CarefulPipeline(Script script)
{
    [Step]
    private IAsyncEnumerable<int> Find(StepContext context, CancellationToken cancellationToken) => script.Numbers(context.TimeProvider, cancellationToken);

    [Step]
    private Task<string> Fetch([Each(nameof(Find), MaxConcurrency = 2)] int number, StepContext context, CancellationToken cancellationToken) =>
        script.Fetch(number, context, cancellationToken);

    [Step]
    private Task<int> Parse([Each(nameof(Fetch), MaxConcurrency = 2)] string page, StepContext context, CancellationToken cancellationToken) =>
        script.Parse(page, context, cancellationToken);

    [Step, Output]
    private static string Sum(IReadOnlyList<StepOutcome<int>> values) =>
        string.Join(' ', values.Select(static value => value.IsSuccess ? $"{value.Value}" : $"{value.Status}:{value.Exception?.Message}"));
}

/// <summary>A flow that gives results as they come.</summary>
[Flow]
internal sealed partial class Feed(Script script)
{
    [Step]
    private IAsyncEnumerable<int> Find(StepContext context, CancellationToken cancellationToken) => script.Numbers(context.TimeProvider, cancellationToken);

    [Step]
    private Task<string> Fetch([Each(nameof(Find), MaxConcurrency = 2)] int number, StepContext context, CancellationToken cancellationToken) =>
        script.Fetch(number, context, cancellationToken);

    [Step, Output(Stream = true)]
    private Task<int> Parse([Each(nameof(Fetch), MaxConcurrency = 2)] string page, StepContext context, CancellationToken cancellationToken) =>
        script.Parse(page, context, cancellationToken);
}

/// <summary>A flow that runs such a flow as a step.</summary>
[Flow]
internal sealed partial class Outer(Script script)
{
    [Step]
    private readonly Feed _feed = new(script);

    [Step, Output]
    private static string Show(IReadOnlyList<int> all) => string.Join(' ', all);
}
