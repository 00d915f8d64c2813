namespace AsyncFlow.Package.Tests;

/// <summary>Durable flows in a project that has only the packages.</summary>
[Collection(SharedPacking.Name)]
public sealed class DurableTests(PackedLibrary library)
{
    private const string Properties = "<TargetFramework>net10.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors>";

    [LongFact]
    public async Task A_flow_is_killed_and_goes_on_in_the_next_process()
    {
        Consumer consumer = library.CreateConsumer(
            "Durable",
            Properties,
            """
            using System.Text.Json.Serialization;
            using AsyncFlow;
            using AsyncFlow.Durable;
            using Microsoft.Extensions.DependencyInjection;
            using Microsoft.Extensions.Hosting;
            using Microsoft.Extensions.Logging;

            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddAsyncFlow().AddFlow<Adding>(AddingJson.Default).UseOrleans(o => o.Embedded(args[0]));
            using IHost host = builder.Build();
            await host.StartAsync();
            IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
            FlowHandle<int> run = await client.StartAsync<Adding>(new(20), id: "run");
            Console.WriteLine(await run.ResultAsync());
            await host.StopAsync();

            [JsonSerializable(typeof(int))]
            [JsonSerializable(typeof(int[]))]
            sealed partial class AddingJson : JsonSerializerContext;

            [Flow, Durable]
            partial class Adding
            {
                [Step]
                int[] Load([Input] int count)
                {
                    Console.WriteLine("load");
                    return [.. Enumerable.Range(1, count)];
                }

                [Step]
                int Stop(int[] numbers)
                {
                    // Only the first process ends here: the next one starts this step again, and no other.
                    if (!File.Exists("killed"))
                    {
                        File.WriteAllText("killed", "");
                        System.Diagnostics.Process.GetCurrentProcess().Kill();
                        Thread.Sleep(Timeout.Infinite);
                    }

                    Console.WriteLine("stop");
                    return numbers.Length;
                }

                [Step, Output]
                int Sum(int[] numbers, [From(nameof(Stop))] int count) => numbers.Sum() + count;
            }
            """,
            "AsyncFlow.Orleans",
            "AsyncFlow.Durable.Dashboard");

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        Assert.True(exitCode == 0 && problems.Length == 0, string.Join('\n', problems));
        (int killed, string first) = await consumer.TryRunAsync("net10.0", "flows.db");
        Assert.NotEqual(0, killed);
        Assert.Equal("load", first.Trim());
        (int ended, string second) = await consumer.TryRunAsync("net10.0", "flows.db");
        Assert.Equal((0, "stop\n230"), (ended, second.ReplaceLineEndings("\n").Trim()));
    }

    [LongFact]
    public async Task What_cannot_be_durable_is_said_by_the_compiler()
    {
        Consumer consumer = library.CreateConsumer(
            "NotDurable",
            "<TargetFramework>net10.0</TargetFramework>",
            """
            using AsyncFlow;
            using AsyncFlow.Durable;

            class Program { static void Main() { } }

            [Flow, Durable]
            partial class Counting
            {
                private int _count;

                [Step] int Count([Input] int start) => _count += start;
                [Step, Output] int Twice(int count) => count * 2;
            }
            """,
            "AsyncFlow.Durable");

        (_, string[] problems) = await consumer.BuildAsync();
        Assert.Contains(problems, static problem => problem.Contains(" FLOW301: ", StringComparison.Ordinal));
    }
}
