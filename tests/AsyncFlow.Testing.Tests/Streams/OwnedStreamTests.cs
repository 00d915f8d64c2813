namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>Results of streamed elements that the run owns: each is disposed once, after the last step that takes it, and before others are made.</summary>
public sealed class OwnedStreamTests
{
    private const int Count = 12;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task An_element_is_disposed_when_the_last_step_that_takes_it_has_ended_with_it(int disposalTime)
    {
        Ledger ledger = new() { DisposalTime = disposalTime };

        FlowReport report = await SimulateAsync(new OpensEach(ledger));

        // Two slots of the two steps behind, and one that waits for each: an element goes to both.
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(3, ledger.MostAlive);
        ledger.AssertAllDisposed(made: Count);
    }

    [Fact]
    public async Task What_was_made_from_an_element_is_disposed_before_it()
    {
        Ledger ledger = new() { DisposalTime = 1 };

        FlowReport report = await SimulateAsync(new OpensWithin(ledger));

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        ledger.AssertAllDisposed(made: 2 * Count);
        for (int i = 0; i < Count; i++)
        {
            Assert.True(ledger.Disposed.IndexOf($"inner {i}") < ledger.Disposed.IndexOf($"outer {i}"));
        }

        // Those that a slot works on or that wait: 1 + 1 before the second step, 1 + 1 before the third, in which there are two for each element.
        Assert.InRange(ledger.MostAlive, 4, 6);
    }

    [Fact]
    public async Task A_step_that_takes_the_whole_list_has_all_of_them()
    {
        Ledger ledger = new();

        FlowReport report = await SimulateAsync(new OpensForList(ledger));

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(Count, ledger.MostAlive);
        ledger.AssertAllDisposed(made: Count);
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task Whatever_fails_every_element_is_disposed_once(FailureMode mode)
    {
        for (int failing = 0; failing < Count; failing++)
        {
            foreach (string step in (string[])["open", "left", "right"])
            {
                foreach (bool isSimulated in (bool[])[true, false])
                {
                    Ledger ledger = new() { Failing = $"{step} {failing}", DisposalTime = failing % 3 };
                    FlowReport report = await RunAsync(new OpensEach(ledger), isSimulated, mode);

                    Assert.Equal([$"{step} {failing}"], report.Failures.Select(static failure => failure.Message));
                    ledger.AssertAllDisposed(made: null);

                    // Each of the two steps has room for three, which need not be the same.
                    Assert.InRange(ledger.MostAlive, 0, 6);
                }
            }
        }
    }

    [Fact]
    public async Task Whenever_the_run_is_cancelled_every_element_is_disposed_once()
    {
        for (int time = 0; time < 30; time++)
        {
            Ledger ledger = new() { DisposalTime = time % 3 };
            SimulationHost host = new(seed: time);
            using CancellationTokenSource source = new();

            await host.RunAsync(async () =>
            {
                ValueTask<FlowReport> run = new OpensEach(ledger).RunAsync(source.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(time), host.TimeProvider);
                source.Cancel();
                return await run;
            }).Within();

            ledger.AssertAllDisposed(made: null);
        }
    }

    [Fact]
    public async Task A_failure_to_dispose_an_element_is_reported_and_keeps_no_other()
    {
        Ledger ledger = new() { Failing = "dispose open 4" };

        FlowReport report = await SimulateAsync(new OpensEach(ledger));

        Assert.Equal(["dispose open 4"], report.Failures.Select(static failure => failure.Message));
        ledger.AssertAllDisposed(made: Count);
    }

    [Fact]
    public async Task In_every_schedule_each_element_is_disposed_once_after_its_last_use()
    {
        ExplorationResult result = await Explore.AllAsync(static () => new OpensEach(new Ledger { Count = 2, IsTimed = false }), Check, new ExplorationOptions { MaxSchedules = 3_000 }).Within();

        Assert.True(result.Schedules > 100, $"{result.Schedules} schedules");

        static void Check(OpensEach flow, FlowReport report)
        {
            Assert.Equal(FlowStatus.Succeeded, report.Status);
            flow.Ledger.AssertAllDisposed(made: 2);
        }
    }

    private static Task<FlowReport> SimulateAsync(IFlow flow) => RunAsync(flow, isSimulated: true, FailureMode.Cancel);

    private static Task<FlowReport> RunAsync(IFlow flow, bool isSimulated, FailureMode mode) =>
        flow.RunAsync(new FlowOptions { Host = isSimulated ? new SimulationHost(seed: 5) : null, FailureMode = mode }).AsTask().Within();
}

/// <summary>What was made and disposed.</summary>
internal sealed class Ledger
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _alive = [];
    private readonly List<string> _disposed = [];
    private readonly List<string> _wrong = [];
    private int _made;

    public int Count { get; init; } = 12;

    public string? Failing { get; init; }

    public int DisposalTime { get; init; }

    /// <summary>Whether steps take time; otherwise they yield once.</summary>
    public bool IsTimed { get; init; } = true;

    public int MostAlive { get; private set; }

    public List<string> Disposed => [.. _disposed];

    public async Task<Held> MakeAsync(string name, string step, int number, int time, StepContext context)
    {
        await UseAsync(null, step, number, time, context);
        lock (_gate)
        {
            _made++;
            _alive.Add(name);
            MostAlive = Math.Max(MostAlive, _alive.Count);
            return new Held(this, name, number, context.TimeProvider);
        }
    }

    public async Task UseAsync(Held? held, string step, int number, int time, StepContext context)
    {
        if (IsTimed)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(time), context.TimeProvider, context.CancellationToken);
        }
        else
        {
            await Task.Yield();
        }

        if (Failing == $"{step} {number}")
        {
            throw new InvalidOperationException(Failing);
        }

        lock (_gate)
        {
            if (held is not null && !_alive.Contains(held.Name))
            {
                _wrong.Add($"{step} used {held.Name} after its disposal");
            }
        }
    }

    public async ValueTask DisposeAsync(Held held, TimeProvider clock)
    {
        if (DisposalTime > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(DisposalTime), clock);
        }

        lock (_gate)
        {
            _disposed.Add(held.Name);
            if (!_alive.Remove(held.Name))
            {
                _wrong.Add($"{held.Name} was disposed twice");
            }
        }

        if (Failing == $"dispose {held.Name}")
        {
            throw new InvalidOperationException(Failing);
        }
    }

    public void AssertAllDisposed(int? made)
    {
        Assert.Empty(_wrong);
        Assert.Empty(_alive);
        Assert.Equal(made ?? _made, _made);
        Assert.Equal(_made, _disposed.Count);
    }
}

internal sealed class Held(Ledger ledger, string name, int number, TimeProvider clock) : IAsyncDisposable
{
    public string Name => name;

    public int Number => number;

    public ValueTask DisposeAsync() => ledger.DisposeAsync(this, clock);
}

[Flow]
internal sealed partial class OpensEach(Ledger ledger)
{
    public Ledger Ledger => ledger;

    [Step]
    private IEnumerable<int> Numbers() => Enumerable.Range(0, ledger.Count).Select(static number => number);

    [Step, Owned]
    private Task<Held> Open([Each(nameof(Numbers), MaxConcurrency = 4)] int number, StepContext context) => ledger.MakeAsync($"open {number}", "open", number, 1, context);

    [Step]
    private Task Left([Each(nameof(Open), MaxConcurrency = 2, Buffer = 1)] Held held, StepContext context) => ledger.UseAsync(held, "left", held.Number, 4, context);

    [Step]
    private Task Right([Each(nameof(Open), MaxConcurrency = 2, Buffer = 1)] Held held, StepContext context) => ledger.UseAsync(held, "right", held.Number, 3, context);
}

[Flow]
internal sealed partial class OpensWithin(Ledger ledger)
{
    [Step]
    private IEnumerable<int> Numbers() => Enumerable.Range(0, ledger.Count).Select(static number => number);

    [Step, Owned]
    private Task<Held> Outer([Each(nameof(Numbers), MaxConcurrency = 4)] int number, StepContext context) => ledger.MakeAsync($"outer {number}", "outer", number, 1, context);

    [Step, Owned]
    private async Task<Within> Inner([Each(nameof(Outer), MaxConcurrency = 1)] Held outer, StepContext context) =>
        new(await ledger.MakeAsync($"inner {outer.Number}", "inner", outer.Number, 1, context), outer);

    [Step]
    private async Task Use([Each(nameof(Inner), MaxConcurrency = 1)] Within inner, StepContext context)
    {
        await ledger.UseAsync(inner.Held, "use", inner.Held.Number, 3, context);
        await ledger.UseAsync(inner.From, "use", inner.Held.Number, 0, context);
    }
}

internal sealed record Within(Held Held, Held From) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Held.DisposeAsync();
}

[Flow]
internal sealed partial class OpensForList(Ledger ledger)
{
    [Step]
    private IEnumerable<int> Numbers() => Enumerable.Range(0, ledger.Count).Select(static number => number);

    [Step, Owned]
    private Task<Held> Open([Each(nameof(Numbers), MaxConcurrency = 4)] int number, StepContext context) => ledger.MakeAsync($"open {number}", "open", number, 1, context);

    [Step]
    private Task Use([Each(nameof(Open), MaxConcurrency = 2)] Held held, StepContext context) => ledger.UseAsync(held, "use", held.Number, 3, context);

    [Step, Output]
    private int CountAll([From(nameof(Open))] IReadOnlyList<Held> all) => all.Count;
}
