using AsyncFlow.Spectre.Views;
using AsyncFlow.Testing;
using Spectre.Console.Testing;

namespace AsyncFlow.Spectre.Tests.Infrastructure;

/// <summary>A terminal, and a simulation in which runs that it shows take no real time. It draws every 100 ms of virtual time.</summary>
internal sealed class Shown : IDisposable
{
    public Shown(int width = 80, int height = 24)
    {
        Console = new TestConsole().Interactive().EmitAnsiSequences().Width(width).Height(height);
        Settings = new LiveSettings(Console) { DrawingClock = Host.TimeProvider };
    }

    public TestConsole Console { get; }

    public SimulationHost Host { get; } = new(seed: 1);

    public LiveSettings Settings { get; }

    public FlowOptions Options => new() { Host = Host, FailureMode = FailureMode.Continue };

    /// <summary>What the terminal shows now.</summary>
    public string[] Screen => Infrastructure.Screen.Of(Console.Output, Console.Profile.Width);

    public void Dispose() => Console.Dispose();

    /// <summary>Runs a flow; returns what the terminal shows after some time, and at the end.</summary>
    public async Task<(string[] Then, string[] AtEnd, FlowReport Report)> RunAsync(IFlow flow, int milliseconds, LiveSettings? settings = null)
    {
        string[] then = [];
        FlowReport report = await Host.RunAsync(async () =>
        {
            Task<FlowReport> run = new LiveFlow(flow, settings ?? Settings).RunAsync(Options).AsTask();
            await Wait(milliseconds);
            then = Screen;
            return await run;
        });
        return (then, Screen, report);
    }

    /// <summary>Waits in virtual time.</summary>
    public Task Wait(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Host.TimeProvider);

    /// <summary>The code of a step that takes some time.</summary>
    public static Func<StepContext, Task> Take(int milliseconds) => context => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), context.TimeProvider, context.CancellationToken);
}
