using System.Diagnostics;
using System.Runtime.InteropServices;
using AsyncFlow.Reports;

namespace AsyncFlow.Runtime.Tests;

/// <summary>What the monitor says of flows that hang. It observes the whole process, so no other test runs at the same time.</summary>
[Collection(nameof(Alone))]
public class FlowMonitorTests
{
    [Fact]
    public async Task A_lock_that_is_not_released_is_explained_by_its_holder()
    {
        await Monitored(async clock =>
        {
            FlowLock disk = new();
            Gate held = new();
            ScriptedFlow holder = new("Holder", [Step.TaskOf("write", _ => held.Pass()).Holding(disk)]);
            ScriptedFlow waiter = new("Waiter", [Step.Sync("read", static _ => { }), Step.Sync("save", static _ => { }).After("read").Holding(disk), Step.Sync("mail", static _ => { }).After("save")]);

            Task holding = holder.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
            await held.Reached.Within();
            clock.Advance(milliseconds: 5_000);
            Task waiting = waiter.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
            await Described("  save has waited");
            clock.Advance(milliseconds: 2_000);

            string[] lines = Lines();
            Assert.Equal("2 flows are running.", lines[0]);
            Assert.Matches(@"^Holder #\d+: 0 of 1 steps have ended, running for 7\.00 s$", lines[1]);
            Assert.Equal("  write has been running for 7.00 s", lines[2]);
            Assert.Matches(@"^Waiter #\d+: 1 of 3 steps have ended, running for 2\.00 s$", lines[3]);
            Assert.Matches(@"^  save has waited for lock '_lock0' for 2\.00 s, which is held by step 'write' of flow 'Holder' #\d+, running for 7\.00 s$", lines[4]);
            Assert.Equal("  mail comes after 'save'", lines[5]);

            held.Open();
            await holding.Within();
            await waiting.Within();
        });
    }

    [Fact]
    public async Task A_step_that_never_ends_is_shown_within_the_steps_around_it()
    {
        await Monitored(async clock =>
        {
            Gate stuck = new();
            ScriptedFlow inner = new("Inner", [Step.TaskOf("stuck", _ => stuck.Pass()), Step.Sync("after", static _ => { }).After("stuck")]);
            ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);

            Task run = outer.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
            await stuck.Reached.Within();
            clock.Advance(milliseconds: 60_000);

            string[] lines = Lines();
            Assert.Equal("2 flows are running.", lines[0]);
            Assert.Matches("^Outer #", lines[1]);
            Assert.Equal("  flow has been running for 1 min", lines[2]);
            Assert.Matches("^    Inner #", lines[3]);
            Assert.Equal("      stuck has been running for 1 min", lines[4]);
            Assert.Equal("      after comes after 'stuck'", lines[5]);

            stuck.Open();
            await run.Within();
        });
    }

    [Fact]
    public async Task A_limit_that_is_exhausted_is_explained_by_the_steps_that_run()
    {
        await Monitored(async clock =>
        {
            Gate first = new(), second = new();
            ScriptedFlow flow = new("Limited", [Step.TaskOf("a", _ => first.Pass()), Step.TaskOf("b", _ => second.Pass()), Step.Sync("c", static _ => { })]);

            Task run = flow.RunAsync(new FlowOptions { TimeProvider = clock, MaxConcurrency = 2 }).AsTask();
            await first.Reached.Within();
            await second.Reached.Within();
            clock.Advance(milliseconds: 3_000);

            Assert.Matches(@"^  c has waited for a slot for 3\.00 s: flow 'Limited' #\d+ runs at most 2 steps at the same time, now 'a', 'b'$", Lines()[^1]);

            first.Open();
            second.Open();
            await run.Within();
        });
    }

    [Fact]
    public async Task A_lock_that_other_code_holds_is_not_blamed_on_a_step()
    {
        await Monitored(async clock =>
        {
            FlowLock disk = new();
            await disk.AcquireAsync(default);
            ScriptedFlow flow = new("Waiter", [Step.Sync("save", static _ => { }).Holding(disk)]);

            Task run = flow.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
            await Described("save has waited");

            Assert.EndsWith("which is held by code outside of the monitored steps", Lines()[^1], StringComparison.Ordinal);

            disk.Release();
            await run.Within();
        });
    }

    [Fact]
    public async Task Nothing_is_left_of_runs_that_have_ended()
    {
        await Monitored(async _ =>
        {
            ScriptedFlow failing = new("Failing", [Step.Sync("fails", static _ => throw new StepFailure("no"))]);
            await failing.RunAsync().Within();
            await new ScriptedFlow("Fine", [Step.Task("fine", static async _ => await Task.Yield())]).RunAsync().Within();

            Assert.Equal("0 flows are running.\n", FlowMonitor.Describe());
        });
    }

    [Fact]
    public void While_it_is_off_it_says_how_it_is_enabled()
    {
        Assert.False(FlowMonitor.IsEnabled);
        Assert.False(EngineOnly.IsRequired);
        Assert.Contains("FlowMonitor.Enable()", FlowMonitor.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_elements_are_summed_up()
    {
        await Monitored(async clock =>
        {
            FlowBuilder builder = new("Many");
            StepHandle<int[]> numbers = builder.Step("numbers", static _ => Enumerable.Range(0, 100).ToArray());
            TaskCompletionSource open = new();
            builder.ForEach(numbers, async (int _, CancellationToken _) => await open.Task, name: "each");

            Task run = builder.Build().RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
            await Described("      each[19] has been running");

            Assert.Contains("and 80 further steps", FlowMonitor.Describe(), StringComparison.Ordinal);
            open.SetResult();
            await run.Within();
        });
    }

    [Fact]
    public async Task A_signal_prints_the_live_runs()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        TextWriter before = Console.Error;
        using SignalledWriter printed = new();
        Console.SetError(printed);
        try
        {
            // Not SIGQUIT, the default: a shell starts background processes with that one ignored, and .NET leaves it so.
            using IDisposable registration = FlowMonitor.PrintOnSignal(PosixSignal.SIGWINCH);
            using Process kill = Process.Start("kill", ["-WINCH", $"{Environment.ProcessId}"]);
            await kill.WaitForExitAsync();

            Assert.Equal("0 flows are running.\n", await printed.Written.Task.Within());
        }
        finally
        {
            Console.SetError(before);
            FlowMonitor.Disable();
        }
    }

    private static async Task Monitored(Func<ManualClock, Task> test)
    {
        FlowMonitor.Enable();
        FlowMonitor.Enable();
        try
        {
            await test(new ManualClock());
        }
        finally
        {
            FlowMonitor.Disable();
            Assert.False(EngineOnly.IsRequired);
        }
    }

    // A wait begins on another thread, and no event of the flow tells of it.
    private static async Task Described(string text)
    {
        for (int i = 0; !FlowMonitor.Describe().Contains(text, StringComparison.Ordinal); i++)
        {
            Assert.True(i < 10_000, FlowMonitor.Describe());
            await Task.Delay(1);
        }
    }

    private static string[] Lines() => FlowMonitor.Describe().TrimEnd('\n').Split('\n');

    private sealed class SignalledWriter : StringWriter
    {
        public TaskCompletionSource<string> Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Write(string? value) => Written.TrySetResult(value ?? "");
    }
}
