namespace AsyncFlow.Testing.Tests.Exploration;

/// <summary>Tests that all forms of calls of <see cref="Explore"/> compile and call their check.</summary>
public sealed class CallFormTests
{
    private static readonly ExplorationOptions s_options = new() { MaxSchedules = 2, FirstSeed = 1 };

    private int _checks;

    [Fact]
    public async Task AllAsync_accepts_no_check()
    {
        CancellationToken token = CancellationToken.None;
        Assert.Equal(6, (await Explore.AllAsync(Create).Within()).Schedules);
        Assert.Equal(6, (await Explore.AllAsync(Create, null).Within()).Schedules);
        Assert.Equal(6, (await Explore.AllAsync(Create, null, null, token).Within()).Schedules);
        Assert.Equal(6, (await Explore.AllAsync(Create, cancellationToken: token).Within()).Schedules);
        Assert.Equal(2, (await Explore.AllAsync(Create, null, s_options).Within()).Schedules);
        Assert.Equal(2, (await Explore.AllAsync(Create, null, s_options, token).Within()).Schedules);
        Assert.Equal(2, (await Explore.AllAsync(Create, default, s_options).Within()).Schedules);
        Assert.Equal(2, (await Explore.AllAsync(Create, check: null, options: s_options).Within()).Schedules);
        Assert.Equal(2, (await Explore.AllAsync(Create, options: s_options).Within()).Schedules);
    }

    [Fact]
    public async Task RandomAsync_accepts_no_check()
    {
        CancellationToken token = CancellationToken.None;
        Assert.Equal(3, (await Explore.RandomAsync(Create, 3).Within()).Schedules);
        Assert.Equal(3, (await Explore.RandomAsync(Create, 3, null).Within()).Schedules);
        Assert.Equal(3, (await Explore.RandomAsync(Create, 3, null, s_options).Within()).Schedules);
        Assert.Equal(3, (await Explore.RandomAsync(Create, runs: 3, null, s_options, token).Within()).Schedules);
        Assert.Equal(3, (await Explore.RandomAsync(Create, 3, options: s_options).Within()).Schedules);
        Assert.Equal(3, (await Explore.RandomAsync(Create, 3, cancellationToken: token).Within()).Schedules);
    }

    [Fact]
    public async Task ReplayAsync_accepts_no_check()
    {
        CancellationToken token = CancellationToken.None;
        await Explore.ReplayAsync(Create, "0").Within();
        await Explore.ReplayAsync(Create, "0", null).Within();
        await Explore.ReplayAsync(Create, "0", null, s_options).Within();
        await Explore.ReplayAsync(Create, "0", null, s_options, token).Within();
        await Explore.ReplayAsync(Create, "0", options: s_options).Within();
        await Explore.ReplayAsync(Create, "0", cancellationToken: token).Within();
    }

    [Fact]
    public async Task A_check_can_be_a_lambda_with_or_without_the_report()
    {
        await Explore.ReplayAsync(() => new Parts(), "0", _ => _checks++).Within();
        await Explore.ReplayAsync(() => new Parts(), "0", (_, _) => _checks++).Within();
        await Explore.ReplayAsync(() => new Parts(), "0", static _ => { }).Within();
        await Explore.ReplayAsync(() => new Parts(), "0", static (_, report) => report.ThrowIfFailed()).Within();
        await Explore.ReplayAsync(Create, "0", check: _ => _checks++, options: s_options).Within();
        await Explore.ReplayAsync(Create, "0", check: (_, _) => _checks++, options: s_options).Within();
        await Explore.AllAsync(Create, _ => _checks++, s_options).Within();
        await Explore.AllAsync(Create, (_, _) => _checks++, s_options).Within();
        await Explore.RandomAsync(Create, 2, _ => _checks++, s_options).Within();
        await Explore.RandomAsync(Create, 2, (_, _) => _checks++, s_options).Within();
        Assert.Equal(4 + 8, _checks);
    }

    [Fact]
    public async Task A_check_can_be_a_method_a_variable_or_a_variable_that_is_null()
    {
        Action<Parts>? none = null;
        Action<Parts> variable = Check;
        Func<Parts, FlowReport, Task> asynchronous = CheckAsync;
        await Explore.ReplayAsync(Create, "0", none).Within();
        await Explore.ReplayAsync(Create, "0", variable).Within();
        await Explore.ReplayAsync(Create, "0", asynchronous).Within();
        await Explore.ReplayAsync(Create, "0", Check).Within();
        await Explore.ReplayAsync(Create, "0", CheckWithReport).Within();
        await Explore.ReplayAsync(Create, "0", CheckAsync).Within();
        Assert.Equal(5, _checks);
    }

    [Fact]
    public async Task An_asynchronous_check_is_awaited_and_its_failure_fails_the_schedule()
    {
        InvalidOperationException thrown = new("checked");
        List<Func<Task>> explorations =
        [
            () => Explore.AllAsync(Create, async _ => await FailAsync()),
            () => Explore.AllAsync(Create, async (_, _) => await FailAsync()),
            () => Explore.AllAsync(Create, _ => FailAsync()),
            () => Explore.RandomAsync(Create, 3, async _ => await FailAsync()),
            () => Explore.RandomAsync(Create, 3, async (_, _) => await FailAsync()),
            () => Explore.ReplayAsync(Create, "0", async _ => await FailAsync()),
            () => Explore.ReplayAsync(Create, "0", async (_, _) => await FailAsync()),
        ];
        foreach (Func<Task> exploration in explorations)
        {
            ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => exploration().Within());
            Assert.Same(thrown, found.InnerException);
        }

        async Task FailAsync()
        {
            await Task.Yield();
            throw thrown;
        }
    }

    [Fact]
    public async Task A_check_that_only_throws_fails_the_schedule()
    {
        InvalidOperationException thrown = new("checked");
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(Create, _ => throw thrown).Within());
        Assert.Same(thrown, found.InnerException);
        found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(Create, (_, _) => throw thrown).Within());
        Assert.Same(thrown, found.InnerException);
    }

    [Fact]
    public async Task A_check_that_returns_null_instead_of_a_task_fails_the_schedule()
    {
        Func<Parts, Task> check = static _ => null!;
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(Create, check).Within());
        Assert.StartsWith("The check returned null instead of a task.", found.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused_where_a_check_of_the_report_is_required()
    {
        Assert.Throws<ArgumentNullException>(() => { _ = Explore.AllAsync(Create, (Action<Parts, FlowReport>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = Explore.AllAsync(Create, (Func<Parts, FlowReport, Task>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = Explore.AllAsync((Func<Parts>)null!); });
    }

    private static Parts Create() => new();

    private void Check(Parts flow) => _checks++;

    private void CheckWithReport(Parts flow, FlowReport report) => _checks++;

    private Task CheckAsync(Parts flow, FlowReport report)
    {
        _checks++;
        return Task.CompletedTask;
    }
}
