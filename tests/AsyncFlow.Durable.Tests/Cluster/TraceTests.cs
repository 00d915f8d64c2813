using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>The spans of a run that several processes execute.</summary>
[Collection(nameof(ClusterTests))]
public sealed class TraceTests
{
    private const int Runs = 6;
    private const int Count = 3;
    private const string NoSpan = "0000000000000000";

    [ClusterFact]
    public async Task All_spans_of_a_run_are_of_the_trace_of_its_caller_in_every_process()
    {
        using TestCluster cluster = new(PostgresServers.CreateDatabase());
        SiloProcess[] silos = await cluster.AddAsync(new Dictionary<string, string> { ["SILO_SPANS"] = "1" }, new Dictionary<string, string> { ["SILO_SPANS"] = "1" });

        // So many that no process gets the steps of all of them.
        for (int run = 0; run < Runs; run++)
        {
            silos[0].Start($"run{run}", Count);
        }

        await cluster.CheckAsync(Runs, Count);
        await cluster.UntilAsync("all spans are told", () => Task.FromResult(Spans(silos).Length == Runs * (Count + 5)));
        Assert.Equal(Runs, Spans(silos[0]).Count(static span => span.Name == "caller"));
        foreach (Span caller in Spans(silos[0]).Where(static span => span.Name == "caller"))
        {
            Assert.Equal(NoSpan, caller.Parent);
            Span[] others = [.. Spans(silos).Where(span => span.Trace == caller.Trace && span != caller)];
            Span start = others.Single(static span => span.Name == "start Charging");
            Assert.Equal(caller.Id, start.Parent);
            Span[] steps = [.. others.Where(span => span != start)];
            Assert.All(steps, step => Assert.Equal(start.Id, step.Parent));
            Assert.Equal(["step Bill", "step Bill", "step Bill", "step Check", "step Load", "step Sum"], steps.Select(static step => step.Name).Order(StringComparer.Ordinal));
        }

        Assert.All(silos, static silo => Assert.Contains(Spans(silo), static span => span.Name.StartsWith("step ", StringComparison.Ordinal)));
    }

    private static Span[] Spans(params SiloProcess[] silos) =>
    [
        .. silos.SelectMany(static silo => silo.Answers)
            .Where(static answer => answer.StartsWith("span ", StringComparison.Ordinal))
            .Select(static answer => answer.Split(' ', 5))
            .Select(static parts => new Span(parts[1], parts[2], parts[3], parts[4])),
    ];

    private sealed record Span(string Trace, string Parent, string Id, string Name);
}
