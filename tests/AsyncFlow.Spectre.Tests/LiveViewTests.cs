using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Tests.Infrastructure;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Tests;

/// <summary>What a terminal shows of a run while it is on, and when it has ended.</summary>
public sealed class LiveViewTests : IDisposable
{
    private readonly Shown _shown = new();

    public void Dispose() => _shown.Dispose();

    [Fact]
    public async Task Each_step_has_a_line_and_the_run_has_the_last()
    {
        FlowBuilder builder = new("Build");
        StepHandle restore = builder.Step("Restore", Shown.Take(500));
        StepHandle compile = builder.Step("Compile", Shown.Take(2_000)).After(restore);
        builder.Step("Lint", Shown.Take(300)).After(restore);
        builder.Step("Pack", Shown.Take(400)).After(compile);

        (string[] then, string[] atEnd, FlowReport report) = await _shown.RunAsync(builder.Build(), milliseconds: 1_550);

        Assert.Equal(
            [
                "✓ Restore  500.0 ms",
                "⠴ Compile     1.0 s",
                "✓ Lint     300.0 ms",
                "· Pack",
                "⠴ Build       1.5 s  ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  2/4",
            ],
            then);
        Assert.Equal(
            [
                "✓ Restore  500.0 ms",
                "✓ Compile    2.00 s",
                "✓ Lint     300.0 ms",
                "✓ Pack     400.0 ms",
                "✓ Build      2.90 s  ━━━━━━━━━━━━━━━━━━━━  4/4",
            ],
            atEnd);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Empty(report.ObserverFailures);
    }

    [Fact]
    public async Task A_step_that_waits_for_a_lock_says_who_holds_it()
    {
        FlowLock disk = new("disk");
        FlowBuilder builder = new("Backup");
        builder.Step("Write", Shown.Take(1_000)).WithLock(disk);
        builder.Step("Read", Shown.Take(1_000)).WithLock(disk);

        (string[] then, _, _) = await _shown.RunAsync(builder.Build(), milliseconds: 650);

        // Which step gets the lock first depends on the seed of the simulation.
        Assert.Matches("^◦ (Read +0.6 s  waits for lock 'disk', held by 'Write'|Write +0.6 s  waits for lock 'disk', held by 'Read')$", then.Single(static line => line.StartsWith('◦')));
    }

    [Fact]
    public async Task A_failure_appears_when_it_happens()
    {
        FlowBuilder builder = new("Build");
        StepHandle parse = builder.Step("Parse", static async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), context.TimeProvider, CancellationToken.None);
            throw new InvalidOperationException("2 errors:\n  [red]a.cs[/]: \e[2J; expected");
        });
        builder.Step("Emit", Shown.Take(100)).After(parse);
        builder.Step("Check", Shown.Take(2_000));
        builder.Step("Mail", Shown.Take(100)).When(static () => false, "wanted");

        (string[] then, string[] atEnd, _) = await _shown.RunAsync(builder.Build(), milliseconds: 350);

        Assert.Equal("✗ Parse  200.0 ms  InvalidOperationException: 2 errors:   [red]a.cs[/]:  [2J; e", then[0]);
        Assert.Matches("^- Emit +'Parse' did not succeed$", then[1]);
        Assert.Matches("^. Check +0.3 s$", then[2]);
        Assert.Matches("^- Mail +wanted is false$", then[3]);
        Assert.StartsWith("✗ Build", atEnd[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_show_how_many_elements_are_done_and_failed()
    {
        FlowBuilder builder = new("Crawl");
        StepHandle<int[]> pages = builder.Step("Pages", static _ => Enumerable.Range(0, 40).ToArray());
        builder.ForEach(pages, static async (int page, StepContext context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(120), context.TimeProvider, CancellationToken.None);
            if (page % 7 == 6)
            {
                throw new IOException("no page");
            }
        }, maxConcurrency: 4, name: "Fetch");

        (string[] then, _, _) = await _shown.RunAsync(builder.Build(), milliseconds: 550);

        Assert.Equal("✓ Pages  0.0 ms", then[0]);
        Assert.Equal("⠴ Fetch   0.5 s  ━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌  16/40  2 failed: IOException: no page", then[1]);
    }

    [Fact]
    public async Task A_stream_shows_how_many_elements_are_done_since_it_has_no_length()
    {
        (string[] then, string[] atEnd, _) = await _shown.RunAsync(new Streamed(_shown.Host.TimeProvider), milliseconds: 250);

        Assert.Matches(@"^. Use +0\.2 s  (19|20)  1 failed: IOException: seven$", then[1]);
        Assert.Matches("^✗ Use +45[01]\\.0 ms  45  IOException: seven$", atEnd[1]);
    }

    [Fact]
    public async Task The_steps_of_a_flow_within_a_step_are_shown_while_it_runs()
    {
        FlowBuilder assets = new("Assets");
        StepHandle icons = assets.Step("Icons", Shown.Take(500));
        assets.Step("Bundle", Shown.Take(500)).After(icons);
        FlowBuilder site = new("Site");
        site.SubFlow("Assets", assets.Build());

        (string[] then, string[] atEnd, _) = await _shown.RunAsync(site.Build(), milliseconds: 750);

        Assert.Equal(["Assets", "Icons", "Bundle", "Site"], then.Select(static line => line[2..].Trim().Split(' ')[0]));
        Assert.StartsWith("✓   Icons", then[1], StringComparison.Ordinal);
        Assert.Equal(["Assets", "Site"], atEnd.Select(static line => line[2..].Split(' ')[0]));
    }

    [Fact]
    public async Task Where_there_is_no_room_what_fails_runs_and_waits_comes_first()
    {
        using Shown small = new(height: 6);
        FlowBuilder builder = new("Many");
        for (int i = 0; i < 50; i++)
        {
            int index = i;
            builder.Step($"Step {i}", async context =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(index is 20 or 30 ? 1_000 : 100), context.TimeProvider, CancellationToken.None);
                if (index == 40)
                {
                    throw new IOException("no");
                }
            });
        }

        (string[] then, _, _) = await small.RunAsync(builder.Build(), milliseconds: 550);

        Assert.Equal(["Step 20", "Step 30", "Step 40", "… 47 ended", "Many"], then.Select(static line => line[2..].Split("  ")[0]));
    }

    [Fact]
    public async Task Names_are_text_and_lines_fit()
    {
        using Shown narrow = new(width: 30);
        FlowBuilder builder = new("[bold]Flow[/]");
        builder.Step("[red]\e[31m名前\n" + new string('x', 100), Shown.Take(1_000));

        (string[] then, _, _) = await narrow.RunAsync(builder.Build(), milliseconds: 550);

        Assert.Equal(2, then.Length);
        Assert.Equal(" [red] [31m名前 xxxxxxxxxx"[..20], then[0][1..21]);
        Assert.StartsWith(" [bold]Flow[/]", then[1][1..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_without_unicode_gets_plain_characters()
    {
        _shown.Console.Profile.Capabilities.Unicode = false;
        FlowBuilder builder = new("Job");
        builder.Step("One", Shown.Take(1_000));

        (string[] then, string[] atEnd, _) = await _shown.RunAsync(builder.Build(), milliseconds: 550);

        Assert.All(then.Concat(atEnd), static line => Assert.True(System.Text.Ascii.IsValid(line), line));
        Assert.StartsWith("+ One", atEnd[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_is_estimated_from_an_earlier_run()
    {
        FlowBuilder builder = new("Build");
        StepHandle compile = builder.Step("Compile", Shown.Take(2_000));
        builder.Step("Pack", Shown.Take(1_000)).After(compile);
        IFlow flow = builder.Build();
        (_, _, FlowReport report) = await _shown.RunAsync(flow, milliseconds: 100);
        using Shown again = new();

        (string[] then, _, _) = await again.RunAsync(flow, 1_050, again.Settings with { Earlier = StepDurations.Of(report, flow.Plan) });

        Assert.EndsWith("Compile  1.0 s  ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌", then[0], StringComparison.Ordinal);
        Assert.EndsWith("Build    1.0 s  ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  0/2  about 2.0 s left", then[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_program_writes_to_the_console_appears_above()
    {
        FlowBuilder builder = new("Job");
        builder.Step("Speaks", async context =>
        {
            for (int i = 0; i < 3; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(150), context.TimeProvider, CancellationToken.None);
                _shown.Console.MarkupLine($"[green]line {i}[/]");
            }

            _shown.Console.Write("no end");
            await Task.Delay(TimeSpan.FromMilliseconds(150), context.TimeProvider, CancellationToken.None);
        });

        (string[] then, string[] atEnd, _) = await _shown.RunAsync(builder.Build(), milliseconds: 550);

        Assert.Equal(["line 0", "line 1", "line 2", "no end"], then[..4]);
        Assert.Equal(6, then.Length);
        Assert.Equal(["line 0", "line 1", "line 2", "no end"], atEnd[..4]);
        Assert.StartsWith("✓ Speaks", atEnd[4], StringComparison.Ordinal);
        Assert.Equal(6, atEnd.Length);
    }

    [Fact]
    public async Task On_request_the_view_disappears_and_what_the_program_wrote_stays()
    {
        FlowBuilder builder = new("Job");
        builder.Step("Speaks", async context =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150), context.TimeProvider, CancellationToken.None);
            _shown.Console.WriteLine("line");
            await Task.Delay(TimeSpan.FromMilliseconds(450), context.TimeProvider, CancellationToken.None);
        });
        string[] then = [];
        LiveFlow live = new LiveFlow(builder.Build(), _shown.Settings).AutoClear();

        await _shown.Host.RunAsync(async () =>
        {
            Task<FlowReport> run = live.RunAsync(_shown.Options).AsTask();
            await _shown.Wait(350);
            then = _shown.Screen;
            return await run;
        });

        Assert.Equal("line", then[0]);
        Assert.Equal(3, then.Length);
        Assert.Equal(["line"], _shown.Screen);
    }

    [Fact]
    public async Task A_view_that_cannot_be_drawn_does_not_end_the_run()
    {
        _shown.Console.Pipeline.Attach(new BrokenHook());
        FlowBuilder builder = new("Job");
        builder.Step("One", Shown.Take(1_000));

        (_, _, FlowReport report) = await _shown.RunAsync(builder.Build(), milliseconds: 550);

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal("The console is broken.", Assert.Single(report.ObserverFailures).Message);
    }

    [Fact]
    public async Task The_observer_of_the_options_and_that_of_the_view_both_see_the_run()
    {
        Counter counter = new();
        FlowBuilder builder = new("Job");
        builder.Step("One", Shown.Take(1_000));
        LiveFlow live = new(builder.Build(), _shown.Settings);

        await _shown.Host.RunAsync(() => live.ExecuteAsync(_shown.Options with { Observer = counter }).AsTask());

        Assert.Equal(1, counter.Completed);
        Assert.StartsWith("✓ One", _shown.Screen[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_and_failures_are_those_of_the_flow()
    {
        IFlow<int> doubled = new Doubled().WithInput(21);

        int result = await _shown.Console.Live(doubled).ExecuteAsync();
        FlowReport<int> report = await _shown.Console.Live(doubled).RunAsync(new FlowOptions { MaxConcurrency = 1 });
        FlowBuilder builder = new("Job");
        builder.Step("Fails", static _ => throw new InvalidOperationException("no"));

        Assert.Equal(42, result);
        Assert.Equal((42, 1), (report.Output, report.MaxConcurrency));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _shown.Console.Live(builder.Build()).ExecuteAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _shown.Console.Live(doubled).ExecuteAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_static_entry_gives_the_same_as_that_of_a_console()
    {
        IFlow<int> doubled = new Doubled().WithInput(21);

        Assert.IsType<LiveFlow<int>>(AnsiConsole.Live(doubled));
        Assert.IsType<LiveFlow>(AnsiConsole.Live((IFlow)doubled));
        Assert.Same(doubled.Plan, AnsiConsole.Live(doubled).Plan);
        Assert.Throws<ArgumentNullException>(static () => AnsiConsole.Live((IFlow)null!));
    }

    private sealed class BrokenHook : IRenderHook
    {
        public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) => throw new IOException("The console is broken.");
    }

    private sealed class Counter : FlowObserver
    {
        public int Completed { get; private set; }

        public override void OnStepCompleted(in StepCompleted e) => Completed++;
    }
}
