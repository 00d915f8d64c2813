using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests;

/// <summary>Failures, cancellation, and hosts that are replaced.</summary>
public sealed class RecoveryTests
{
    [Theory, Stores]
    public async Task A_run_goes_on_in_the_next_host_and_redoes_no_committed_step(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Open("first");
        await host.Client.StartAsync<Gated>(new(), id: "run");
        await host.Journal.PassAsync("started Second");

        await host.RestartAsync();
        await host.Journal.PassAsync("started Second");
        host.Journal.Open("second");
        FlowHandle<string> run = (await host.Client.FindAsync<string>("run"))!;
        Assert.Equal("21!", await run.ResultAsync());
        Assert.Equal(["Second", "Last"], host.Journal.Keys);
        Assert.Equal(2, (await run.InfoAsync()).Epoch);
    }

    [Theory]
    [Stores(1)]
    [Stores(399)]
    public async Task A_list_that_a_stopping_host_leaves_goes_on_in_the_next_one(Store store, int waiting)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting[$"Bill {waiting}"] = true;
        FlowHandle run = await host.Client.StartAsync<Billing>(new(400), id: "run");
        while ((await run.StepsAsync()).Single(static step => step.Name == "Bill").SucceededElements < 399)
        {
            await Task.Yield();
        }

        await host.RestartAsync();
        Assert.Equal(new Summary(400, 80200), await (await host.Client.FindAsync<Summary>("run"))!.ResultAsync());
        Assert.Equal([$"run/Bill/{waiting - 1}", "Sum"], host.Journal.Keys);
    }

    [Theory, Stores]
    public async Task A_policy_counts_its_attempts_and_begins_anew_in_the_next_host(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting["attempt 2"] = true;
        FlowHandle<int> run = await host.Client.StartAsync<Repeated>(new(2), id: "run");
        await host.Journal.PassAsync("started attempt 2");
        Assert.Equal(["run/Each/1 1", "run/Each/1 2"], host.Journal.Keys.Where(static key => key.StartsWith("run/Each/1", StringComparison.Ordinal)));

        await host.RestartAsync();
        run = (await host.Client.FindAsync<int>("run"))!;
        Assert.Equal(3, await run.ResultAsync());
        Assert.Equal(["run/Each/1 1", "run/Each/1 2", "run/Each/1 3", "run/Sum 1", "run/Sum 2", "run/Sum 3"], host.Journal.Keys);
        Assert.Equal(3, (await run.StepsAsync()).Single(static step => step.Name == "Sum").Attempts);
        Assert.Equal(3, (await host.Store.ReadChunkAsync("run", 1, 0, 0, 2)).Elements.Single(static element => element.Element == 1).Attempts);
    }

    [Theory, Stores]
    public async Task A_failed_run_is_retried_from_the_failed_step(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Open("first");
        host.Journal.Open("second");
        host.Journal.Failing["Second"] = true;
        FlowHandle<string> run = await host.Client.StartAsync<Gated>(new(), id: "run");
        FlowStepException exception = await Assert.ThrowsAsync<FlowStepException>(async () => await run.ResultAsync());
        Assert.Equal("Step 'Second' failed with System.IO.InvalidDataException: Second fails", exception.Message);
        Assert.Contains(nameof(Gated), exception.Failure.Details, StringComparison.Ordinal);
        Assert.Equal(["First Succeeded", "Other Succeeded", "Second Failed", "Last NotRun"], (await run.StepsAsync()).Select(static step => $"{step.Name} {step.Status}"));

        // Also in another process.
        await host.RestartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => host.Client.FindAsync("run").AsTask().Result!.RetryAsync().AsTask()));
        host.Journal.Open("second");
        run = (await host.Client.FindAsync<string>("run"))!;
        Assert.Equal("21!", await run.ResultAsync());
        Assert.Equal(["Second", "Last"], host.Journal.Keys);
        InvalidOperationException succeeded = await Assert.ThrowsAsync<InvalidOperationException>(async () => await run.RetryAsync());
        Assert.Equal("The run 'run' has succeeded, so there is nothing to retry.", succeeded.Message);
        Assert.Equal("21!", await run.ResultAsync());
    }

    [Theory, Stores]
    public async Task Elements_that_have_succeeded_are_not_retried(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Failing["Bill 600"] = true;
        FlowHandle<Summary> run = await host.Client.StartAsync<Billing>(new(1000), id: "run");
        FlowStepException exception = await Assert.ThrowsAsync<FlowStepException>(async () => await run.ResultAsync());
        Assert.Equal("Bill[599]", exception.Failure.Step);
        int succeeded = (await run.StepsAsync()).Single(static step => step.Name == "Bill").SucceededElements;
        Assert.InRange(succeeded, 0, 999);

        host.Journal.Failing.Clear();
        host.Journal.Keys.Clear();
        await run.RetryAsync();
        Assert.Equal(new Summary(1000, 500500), await run.ResultAsync());
        Assert.Equal(1000 - succeeded + 1, host.Journal.Keys.Count);
    }

    [Theory, Stores]
    public async Task Cancelling_is_stored_and_can_be_taken_back_by_a_retry(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle<string> run = await host.Client.StartAsync<Gated>(new(), id: "run");
        await host.Journal.PassAsync("started First");
        await CommittedAsync(run, "Other");
        await run.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run.ResultAsync());
        Assert.Equal(FlowRunStatus.Canceled, (await run.InfoAsync()).Status);
        Assert.Equal(["First Canceled", "Other Succeeded", "Second NotRun", "Last NotRun"], (await run.StepsAsync()).Select(static step => $"{step.Name} {step.Status}"));
        await run.CancelAsync();

        await host.RestartAsync();
        run = (await host.Client.FindAsync<string>("run"))!;
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run.ResultAsync());
        Assert.Empty(host.Journal.Keys);

        host.Journal.Open("first");
        host.Journal.Open("second");
        await run.RetryAsync();
        Assert.Equal("21!", await run.ResultAsync());
        Assert.Equal(["First", "Second", "Last"], host.Journal.Keys);
    }

    [Theory, Stores]
    public async Task A_stored_cancellation_ends_the_run_in_the_next_host(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle run = await host.Client.StartAsync<Gated>(new(), id: "run");
        await host.Journal.PassAsync("started First");
        await CommittedAsync(run, "Other");
        await host.RestartAsync(() => host.Execute("UPDATE flow_runs SET cancel_requested = true"));
        run = (await host.Client.FindAsync("run"))!;
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run.ResultAsync());
        Assert.Empty(host.Journal.Keys);
        Assert.Equal(["First Canceled", "Other Succeeded", "Second NotRun", "Last NotRun"], (await run.StepsAsync()).Select(static step => $"{step.Name} {step.Status}"));
    }

    [Theory]
    [Stores("UPDATE flow_runs SET cancel_requested = true", "First Canceled, Other Canceled, Second NotRun, Last NotRun")]
    [Stores("UPDATE flow_steps SET starts = 10", "First Failed, Other Failed, Second NotRun, Last NotRun")]
    public async Task Several_interrupted_steps_end_without_being_started_again(Store store, string sql, string expected)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting["Other"] = true;
        await host.Client.StartAsync<Gated>(new(), id: "run");
        await host.Journal.PassAsync("started First");
        await host.Journal.PassAsync("started Other");
        await host.RestartAsync(() => host.Execute(sql));
        FlowHandle run = (await host.Client.FindAsync("run"))!;
        await Assert.ThrowsAnyAsync<Exception>(async () => await run.ResultAsync());
        Assert.Empty(host.Journal.Keys);
        Assert.Equal(expected, string.Join(", ", (await run.StepsAsync()).Select(static step => $"{step.Name} {step.Status}")));
    }

    [Theory, Stores]
    public async Task A_step_that_always_ends_its_process_fails_in_the_end(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await host.Client.StartAsync<Gated>(new(), id: "run");
        await host.Journal.PassAsync("started First");
        await host.RestartAsync(() => host.Execute("UPDATE flow_steps SET starts = 10 WHERE name = 'First'"));
        FlowHandle<string> run = (await host.Client.FindAsync<string>("run"))!;
        FlowStepException exception = await Assert.ThrowsAsync<FlowStepException>(async () => await run.ResultAsync());
        Assert.Equal("Step 'First' failed with AsyncFlow.Durable.ProcessEnded: it was started 10 times, and each time its process ended before the step did. Look for a crash, then call RetryAsync.", exception.Message);
        Assert.Empty(host.Journal.Keys);

        host.Journal.Open("first");
        host.Journal.Open("second");
        await run.RetryAsync();
        Assert.Equal("21!", await run.ResultAsync());
    }

    [Theory, Stores]
    public async Task A_run_of_another_version_is_parked_until_that_version_is_there(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await host.Client.StartAsync<Gated>(new(), id: "run");
        await host.Journal.PassAsync("started First");
        string fingerprint = (await host.Client.ListAsync())[0].Fingerprint;
        await host.RestartAsync(() => host.Execute("UPDATE flow_runs SET fingerprint = 'older'"));
        FlowHandle<string> run = (await host.Client.FindAsync<string>("run"))!;

        // Waiting for the run makes this process look at it.
        using CancellationTokenSource patience = new();
        Task waiting = run.ResultAsync(patience.Token).AsTask();
        while ((await run.InfoAsync()).Status != FlowRunStatus.Parked)
        {
            await Task.Yield();
        }

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(host.Journal.Keys);

        await host.RestartAsync(() => host.Execute($"UPDATE flow_runs SET fingerprint = '{fingerprint}'"));
        host.Journal.Open("first");
        host.Journal.Open("second");
        Assert.Equal("21!", await (await host.Client.FindAsync<string>("run"))!.ResultAsync());
    }

    [Theory, Stores]
    public async Task A_failed_run_of_another_version_cannot_be_retried(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Failing["Load"] = true;
        FlowHandle run = await host.Client.StartAsync<Billing>(new(1), id: "run");
        await Assert.ThrowsAsync<FlowStepException>(async () => await run.ResultAsync());
        await host.RestartAsync(() => host.Execute("UPDATE flow_runs SET fingerprint = 'older'"));
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await (await host.Client.FindAsync("run"))!.RetryAsync());
        Assert.Equal("The run 'run' cannot be retried here: it was started by another version of 'Billing', with the fingerprint older.", exception.Message);
        Assert.Equal(FlowRunStatus.Failed, (await host.Client.ListAsync())[0].Status);
    }

    private static async Task CommittedAsync(FlowHandle run, string step)
    {
        while ((await run.StepsAsync()).Single(info => info.Name == step).Status != StepStatus.Succeeded)
        {
            await Task.Yield();
        }
    }
}
