using System.Text.Json.Serialization;

namespace AsyncFlow.Journal.Tests;

public sealed record Invoice(int Order, int Amount);

public sealed record Summary(int Orders, int Total);

[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Summary))]
[JsonSerializable(typeof(string))]
internal sealed partial class FlowsJson : JsonSerializerContext;

/// <summary>Kept and other steps, steps without a result, elements of a list.</summary>
[Flow]
public partial class Nightly(Tracker tracker)
{
    [Step, Keep]
    private async Task<int[]> Load([Input] int count)
    {
        await Task.Yield();
        tracker.Run("Load");
        return [.. Enumerable.Range(1, count)];
    }

    [Step, Keep(Version = 2)]
    private async Task<Invoice> Bill([Each(nameof(Load), MaxConcurrency = 3)] int order)
    {
        await Task.Yield();
        tracker.Run($"Bill{order}");
        return new Invoice(order, order * 10);
    }

    [Step]
    private string Rate()
    {
        tracker.Run("Rate");
        return "1";
    }

    [Step, Keep]
    private void Announce(string rate) => tracker.Run($"Announce");

    [Step(nameof(Announce)), Keep, Output]
    private Task<Summary> Sum(IReadOnlyList<Invoice> invoices, string rate)
    {
        tracker.Run("Sum");
        return Task.FromResult(new Summary(invoices.Count, invoices.Sum(static invoice => invoice.Amount) * int.Parse(rate, System.Globalization.CultureInfo.InvariantCulture)));
    }
}

/// <summary>Another flow, with equal steps and inputs.</summary>
[Flow]
public partial class Weekly(Tracker tracker)
{
    [Step, Keep, Output]
    private int[] Load([Input] int count)
    {
        tracker.Run("Load");
        return new int[count];
    }
}

/// <summary>Steps that run only under a condition, hold locks and have null as a result.</summary>
[Flow(MaxConcurrency = 1)]
public partial class Conditional(Tracker tracker, bool isOn)
{
    private readonly FlowLock _lock = new();

    [Step, Keep, When(nameof(isOn)), WithLock(nameof(_lock))]
    private async Task<string?> Find()
    {
        await Task.Yield();
        tracker.Run("Find");
        return null;
    }

    [Step, Output]
    private string Say(string? found = "nothing")
    {
        tracker.Run("Say");
        return found ?? "null";
    }
}

/// <summary>Flows within steps.</summary>
[Flow]
public partial class Outer(Tracker tracker)
{
    [Step]
    private int Count([Input] int count) => count;

    [Step, Keep]
    private Nightly First { get; } = new(tracker);

    [Step]
    private Nightly Second { get; } = new(tracker);

    [Step, Output]
    private string Add([From(nameof(First))] Summary first, [From(nameof(Second))] Summary second)
    {
        tracker.Run("Add");
        return $"{first.Total + second.Total}";
    }
}

/// <summary>A list that is not kept, so that resuming it may give other elements; and elements that go on one by one.</summary>
[Flow]
public partial class Pipeline(Tracker tracker, int[] numbers)
{
    [Step]
    private int[] List() => numbers;

    [Step, Keep]
    private async Task<string> Read([Each(nameof(List), MaxConcurrency = 2)] int number)
    {
        await Task.Yield();
        tracker.Run($"Read{number}");
        return $"<{number}>";
    }

    [Step, Keep]
    private string Write([Each(nameof(Read))] string text)
    {
        tracker.Run($"Write{text}");
        return text + "!";
    }

    [Step, Output]
    private string Join([From(nameof(Write))] IReadOnlyList<StepOutcome<string>> written) => string.Concat(written.Select(static outcome => outcome.IsSuccess ? outcome.Value : "-"));
}

[Flow]
public partial class Unknown(Tracker tracker)
{
    [Step]
    private void Begin() => tracker.Run("Begin");

    [Step(nameof(Begin)), Keep]
    private decimal Measure() => 1;
}

[Flow]
public partial class Plain(Tracker tracker)
{
    [Step]
    private void Begin() => tracker.Run("Begin");
}

/// <summary>Attempts of a step, and of the whole flow.</summary>
[Flow, WithPolicy(nameof(_retry))]
public partial class Retried(Tracker tracker)
{
    private readonly Retry _retry = new();

    [Step, Keep, WithPolicy(nameof(_retry))]
    private string Get()
    {
        tracker.Run("Get");
        return "got";
    }

    [Step, Output]
    private string Use(string got)
    {
        tracker.Run("Use");
        return got;
    }
}

/// <summary>Tries twice.</summary>
public sealed class Retry : IStepPolicy
{
    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
    {
        try
        {
            return await step(state, context.CancellationToken);
        }
        catch (InvalidOperationException)
        {
            return await step(state, context.CancellationToken);
        }
    }
}

/// <summary>Steps that complete at once.</summary>
[Flow]
public partial class Quick
{
    [Step, Keep]
    private Task<int> One() => s_one;

    [Step, Output]
    private ValueTask<int> Two(int one) => new(one + 1);

    private static readonly Task<int> s_one = Task.FromResult(1);
}
