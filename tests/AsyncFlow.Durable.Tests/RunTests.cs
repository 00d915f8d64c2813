using AsyncFlow.Durable.Tests.Databases;
using AsyncFlow.Orleans.Contracts;

namespace AsyncFlow.Durable.Tests;

/// <summary>Runs in one process.</summary>
public sealed class RunTests
{
    [Theory, Stores]
    public async Task A_run_gives_its_result_and_what_became_of_its_steps(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle<Summary> run = await host.Client.StartAsync<Billing>(new(300), id: "a/b");
        Assert.Equal(new Summary(300, 45150), await run.ResultAsync());

        IReadOnlyList<FlowStepInfo> steps = await run.StepsAsync();
        Assert.Equal(["Load Succeeded 0 of 0", "Bill Succeeded 300 of 300", "Sum Succeeded 0 of 0"], steps.Select(static step => $"{step.Name} {step.Status} {step.SucceededElements} of {step.Elements}"));
        Assert.All(steps, static step => Assert.True(step.EndedAt >= step.StartedAt));
        FlowRunInfo info = Assert.Single(await host.Client.ListAsync());
        Assert.Equal(("a/b", "Billing", FlowRunStatus.Succeeded, 1L), (info.Id, info.Flow, info.Status, info.Epoch));
        Assert.Contains("a%2Fb/Bill/299", host.Journal.Keys);
        Assert.Equal(300, host.Journal.Keys.Where(static key => key.Contains("/Bill/", StringComparison.Ordinal)).Distinct().Count());
    }

    [Theory, Stores]
    public async Task Fifty_concurrent_starts_of_one_id_start_one_run(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle<Summary>[] runs = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await host.Client.StartAsync<Billing>(new(20), id: "one"))));
        Summary[] results = await Task.WhenAll(runs.Select(static run => run.ResultAsync().AsTask()));
        Assert.All(results, static result => Assert.Equal(new Summary(20, 210), result));
        Assert.Single(await host.Client.ListAsync());
        Assert.Equal(1, host.Journal.Executions("Load"));
        Assert.Equal(22, host.Journal.Keys.Count);
    }

    [Theory, Stores]
    public async Task A_call_that_comes_late_does_not_execute_a_committed_step_again(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await (await host.Client.StartAsync<Billing>(new(3), id: "run")).ResultAsync();
        WorkReply reply = await host.AskAsync(new StepRequest("run", "Billing", 0, IsCanceled: false, Epoch: 1, Data: null), "Load");
        Assert.Equal(StepStatus.Canceled, reply.Status);
        Assert.Equal(1, host.Journal.Executions("Load"));
    }

    [Theory, Stores]
    public async Task An_id_belongs_to_one_flow(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await (await host.Client.StartAsync<Billing>(new(1), id: "one")).ResultAsync();
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.Client.StartAsync<Large>(new(1), id: "one"));
        Assert.Equal("The id 'one' belongs to a run of 'Billing', so it cannot be that of a run of 'Large'. Choose another id.", exception.Message);
    }

    [Theory, Stores]
    public async Task Runs_are_found_by_their_id_and_listed_by_a_filter(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await (await host.Client.StartAsync<Billing>(new(2), id: "billing")).ResultAsync();
        await (await host.Client.StartAsync<Large>(new(7), id: "large")).ResultAsync();
        Assert.Null(await host.Client.FindAsync("none"));
        Assert.Equal("Billing", (await host.Client.FindAsync("billing"))!.Flow);
        Assert.Equal(7, await (await host.Client.FindAsync<int>("large"))!.ResultAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await host.Client.FindAsync<string>("large"));
        Assert.Equal(["large", "billing"], (await host.Client.ListAsync()).Select(static run => run.Id));
        Assert.Equal(["billing"], (await host.Client.ListAsync(new() { Flow = "Billing", Status = FlowRunStatus.Succeeded })).Select(static run => run.Id));
        Assert.Empty(await host.Client.ListAsync(new() { Status = FlowRunStatus.Failed }));
        Assert.Equal(["large"], (await host.Client.ListAsync(new() { MaxCount = 1 })).Select(static run => run.Id));
    }

    [Theory]
    [Stores(5, "small, 4 of 5, 3, 42, Step 'Bill[2]' failed with System.IO.InvalidDataException: Bill 3 fails")]
    [Stores(11, "large, 10 of 11, 3, 42, Step 'Bill[2]' failed with System.IO.InvalidDataException: Bill 3 fails")]
    public async Task Conditions_outcomes_policies_and_inner_flows_are_as_in_one_process(Store store, int size, string expected)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Failing["Bill 3"] = true;
        FlowHandle run = await host.Client.StartAsync<Mixed>(new(size), id: "mixed");
        await run.ResultAsync();
        Assert.Equal(expected, host.Journal.Keys.Last());
        IReadOnlyList<FlowStepInfo> steps = await run.StepsAsync();
        Assert.Equal(3, steps.Single(static step => step.Name == "Flaky").Attempts);
        Assert.Equal(size > 10 ? StepStatus.Succeeded : StepStatus.Skipped, steps.Single(static step => step.Name == "Large").Status);
        Assert.Equal(StepStatus.Failed, steps.Single(static step => step.Name == "Bill").Status);
        Assert.Equal("Bill[2]", steps.Single(static step => step.Name == "Bill").Failure!.Step);
        Assert.Single(host.Journal.Keys.Where(static key => key.StartsWith("mixed/Flaky", StringComparison.Ordinal)).Distinct());
    }

    [Theory, Stores]
    public async Task Results_of_five_megabytes_and_ten_thousand_elements(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle<int> large = await host.Client.StartAsync<Large>(new(5_000_000), id: "large");
        FlowHandle<Summary> many = await host.Client.StartAsync<Billing>(new(10_000), id: "many");
        Assert.Equal(5_000_000, await large.ResultAsync());
        Assert.Equal(new Summary(10_000, 50_005_000), await many.ResultAsync());
        Assert.Equal(10_002, host.Journal.Keys.Count);
    }

    [Theory, Stores]
    public async Task An_empty_list_is_no_failure(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        Assert.Equal(new Summary(0, 0), await (await host.Client.StartAsync<Billing>(new(0), id: "none")).ResultAsync());
    }
}
