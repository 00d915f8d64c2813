using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Tests.Infrastructure;
using AsyncFlow.Spectre.Views;
using AsyncFlow.Testing;
using Spectre.Console.Testing;

namespace AsyncFlow.Spectre.Tests;

/// <summary>Durations that are kept in a file, and what is estimated from them.</summary>
public sealed class DurationsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("asyncflow-durations-").FullName;
    private readonly TestConsole _console = new();
    private int _milliseconds = 1_000;

    private string File => Path.Join(_folder, "build.durations.json");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _console.Dispose();
    }

    [Fact]
    public async Task A_run_that_succeeds_writes_the_mean_of_the_file_and_of_itself()
    {
        FlowBuilder inner = new("Inner");
        inner.Step("Deep", context => Shown.Take(_milliseconds)(context));
        FlowBuilder builder = new("Build");
        builder.SubFlow("Flow", inner.Build());
        LiveFlow flow = new(builder.Build(), new LiveSettings(_console));

        await RunAsync(flow.KeepDurations(File));
        StepDurations first = DurationsFile.Read(File, "Build")!;
        _milliseconds = 2_000;
        await RunAsync(flow.KeepDurations(File));
        StepDurations second = DurationsFile.Read(File, "Build")!;

        Assert.Equal(TimeSpan.FromSeconds(1), first.Total);
        Assert.Equal(TimeSpan.FromSeconds(1.5), second.Total);
        Assert.Equal(TimeSpan.FromSeconds(1.5), second["Flow"]);
        Assert.Equal(TimeSpan.FromSeconds(1.5), second["Flow.Deep"]);
        Assert.Equal(["build.durations.json"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_run_that_fails_leaves_the_file_alone()
    {
        FlowBuilder builder = new("Build");
        builder.Step("Fails", static _ => throw new InvalidOperationException("no"));

        await RunAsync(new LiveFlow(builder.Build(), new LiveSettings(_console)).KeepDurations(File));

        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("", "does not contain durations")]
    [InlineData("{", "does not contain durations")]
    [InlineData("[]", "does not contain durations")]
    [InlineData("""{"flow":"Build","duration":-1,"steps":{}}""", "does not contain durations")]
    [InlineData("""{"flow":"Build","duration":1e300,"steps":{}}""", "does not contain durations")]
    [InlineData("""{"flow":"Build","duration":1,"steps":{"A":"1"}}""", "does not contain durations")]
    [InlineData("""{"flow":"Other","duration":1,"steps":{}}""", "contains the durations of flow 'Other', and not of 'Build'")]
    public async Task Another_file_is_an_error_before_the_first_step(string content, string message)
    {
        await System.IO.File.WriteAllTextAsync(File, content);
        bool ran = false;
        FlowBuilder builder = new("Build");
        builder.Step("Runs", _ => { ran = true; });
        LiveFlow flow = new LiveFlow(builder.Build(), new LiveSettings(_console)).KeepDurations(File);

        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(async () => await flow.ExecuteAsync());

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.False(ran);
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_does_not_end_the_run()
    {
        FlowBuilder builder = new("Build");
        builder.Step("Runs", static _ => { });

        FlowReport report = await RunAsync(new LiveFlow(builder.Build(), new LiveSettings(_console)).KeepDurations(Path.Join(_folder, "gone", "file.json")));

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.IsType<DirectoryNotFoundException>(Assert.Single(report.ObserverFailures));
    }

    [Fact]
    public async Task The_report_of_another_flow_is_refused()
    {
        FlowBuilder builder = new("Build"), other = new("Other");
        builder.Step("Runs", static _ => { });
        other.Step("Runs", static _ => { });
        FlowReport report = await other.Build().RunAsync();

        ArgumentException exception = Assert.Throws<ArgumentException>(() => new LiveFlow(builder.Build(), new LiveSettings(_console)).EstimateFrom(report));

        Assert.StartsWith("The report is of flow 'Other', from which nothing can be estimated about flow 'Build'.", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<FlowReport> RunAsync(LiveFlow flow)
    {
        SimulationHost host = new(seed: 1);
        return await host.RunAsync(() => flow.RunAsync(new FlowOptions { Host = host }).AsTask());
    }
}
