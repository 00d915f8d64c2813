using AsyncFlow.CompilerServices;
using AsyncFlow.Durable.Tests.Databases;
using AsyncFlow.Durable.Tests.Upgrades.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Durable.Tests.Upgrades;

/// <summary>Runs that meet another version of their flow.</summary>
public sealed class UpgradeTests
{
    /// <summary>The fingerprint of the first version.</summary>
    public const string Older = "f07fe9bd8c262857";

    [Fact]
    public void The_fingerprint_is_that_of_the_first_version() => Assert.Equal(Older, FingerprintOf<V1.Shop>());

    [Theory, Stores]
    public async Task A_run_goes_on_with_a_version_that_is_compatible(Store store)
    {
        await using DurableHost host = await StartAsync(store);
        await host.RestartAsync(flows: static flows => flows.AddFlow<V2.Shop>(TestJson.Default));
        host.Journal.Open("second");
        FlowHandle<string> run = (await host.Client.FindAsync<string>("run"))!;
        Assert.Equal("6 10 new", await run.ResultAsync());

        // What was committed is taken over, although it has other places now.
        Assert.Equal(["Last", "New", "Second"], host.Journal.Keys.Order());
        FlowRunInfo info = await run.InfoAsync();
        Assert.Equal((FlowRunStatus.Succeeded, FingerprintOf<V2.Shop>(), null), (info.Status, info.Fingerprint, info.ParkedBecause));
        Assert.Equal(
            ["New Succeeded 0", "Many Succeeded 0", "Each Succeeded 2", "Second Succeeded 0", "First Succeeded 0", "Last Succeeded 0"],
            (await run.StepsAsync()).Select(static step => $"{step.Name} {step.Status} {step.SucceededElements}"));
    }

    [Theory, Stores]
    public async Task A_run_is_parked_with_the_reason_if_a_step_that_has_started_has_changed(Store store)
    {
        await using DurableHost host = await StartAsync(store);
        await host.RestartAsync(flows: static flows => flows.AddFlow<V3.Shop>(TestJson.Default));
        FlowRunInfo info = await ParkedAsync(host);
        Assert.Equal((FlowRunStatus.Parked, Older), (info.Status, info.Fingerprint));
        Assert.Equal($"step 'First' has started, and its result type, condition or dependencies are others in version {FingerprintOf<V3.Shop>()} of 'Shop'", info.ParkedBecause);
        Assert.Empty(host.Journal.Keys);

        await host.RestartAsync(flows: static flows => flows.AddFlow<V1.Shop>(TestJson.Default));
        host.Journal.Open("second");
        Assert.Equal("6 10", await (await host.Client.FindAsync<string>("run"))!.ResultAsync());
    }

    [PostgresFact]
    public async Task A_run_goes_to_the_process_that_has_its_version()
    {
        using TestDatabase database = TestDatabase.Create(Store.Postgres);
        (Journal older, Journal newer) = (new(), new());
        using IHost newHost = DurableHost.Build(database.Use, newer, flows: static flows => flows.AddFlow<Gated>(TestJson.Default).AddFlow<V3.Shop>(TestJson.Default));
        await newHost.StartAsync();
        using (IHost oldHost = DurableHost.Build(database.Use, older, flows: static flows => flows.AddFlow<V1.Shop>(TestJson.Default)))
        {
            await oldHost.StartAsync();
            for (int i = 0; i < 10; i++)
            {
                await oldHost.Services.GetRequiredService<IFlowClient>().StartAsync<V1.Shop>(new(5), id: $"run{i}");
            }

            await older.PassAsync("started Second");
            await oldHost.StopAsync();
        }

        // Only a process with another version is left: the runs wait for the right one.
        IFlowClient client = newHost.Services.GetRequiredService<IFlowClient>();
        while ((await client.ListAsync(new() { Status = FlowRunStatus.Parked })).Count < 10)
        {
            await Task.Delay(50);
        }

        Assert.Empty(newer.Keys);
        Journal back = new();
        back.Open("second");
        using IHost backHost = DurableHost.Build(database.Use, back, flows: static flows => flows.AddFlow<V1.Shop>(TestJson.Default));
        await backHost.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal("6 10", await (await backHost.Services.GetRequiredService<IFlowClient>().FindAsync<string>($"run{i}"))!.ResultAsync());
        }

        Assert.Empty(newer.Keys);
        await backHost.StopAsync();
        await newHost.StopAsync();
    }

    // A run whose first step and elements are committed, and whose second step is interrupted.
    private static async Task<DurableHost> StartAsync(Store store)
    {
        DurableHost host = await DurableHost.StartAsync(store, static flows => flows.AddFlow<V1.Shop>(TestJson.Default));
        FlowHandle run = await host.Client.StartAsync<V1.Shop>(new(5), id: "run");
        await host.Journal.PassAsync("started Second");
        while ((await run.StepsAsync()).Single(static step => step.Name == "Each").Status != StepStatus.Succeeded)
        {
            await Task.Yield();
        }

        return host;
    }

    private static async Task<FlowRunInfo> ParkedAsync(DurableHost host)
    {
        while (true)
        {
            FlowRunInfo info = await (await host.Client.FindAsync("run"))!.InfoAsync();
            if (info.ParkedBecause is not null)
            {
                return info;
            }

            await Task.Yield();
        }
    }

    private static string FingerprintOf<TFlow>() where TFlow : class, IDurableFlow<TFlow> => TFlow.Durable.Fingerprint;
}
