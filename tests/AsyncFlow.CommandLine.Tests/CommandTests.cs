namespace AsyncFlow.CommandLine.Tests;

/// <summary>Which steps run, what is printed, and the exit codes.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly List<string> _ran = [];

    private FlowCommandSettings Settings => new() { Output = _output, Error = _error };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("", "Restore, Compile, Test app.dll, Pack")]
    [InlineData("Test", "Restore, Compile, Test app.dll")]
    [InlineData("test restore", "Restore, Compile, Test app.dll")]
    [InlineData("--target Test", "Restore, Compile, Test app.dll")]
    [InlineData("-t restore,compile", "Restore, Compile")]
    [InlineData("--target Test --skip Restore", "Compile, Test app.dll")]
    [InlineData("Pack --skip test,restore --skip compile", "Pack")]
    [InlineData("--skip Compile", "Restore, Pack")]
    public async Task Targets_are_arguments_or_options(string args, string expected)
    {
        Assert.Equal(0, await RunAsync(args));
        Assert.Equal(expected, string.Join(", ", _ran));
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Steps_and_a_report_are_printed_to_standard_error()
    {
        Assert.Equal(0, await RunAsync("--skip Compile"));
        string printed = _error.ToString();
        Assert.StartsWith("  Build: started, 4 steps\n", printed, StringComparison.Ordinal);
        Assert.Contains("  Restore: started\n", printed, StringComparison.Ordinal);
        Assert.Matches(@"Restore: succeeded in [\d.]+ ms\n", printed);
        Assert.Matches(@"Build: succeeded in [\d.]+ ms\n", printed);
        Assert.Matches(@"Compile +skipped +skipped on request", printed);
        Assert.Matches(@"Test +skipped +it takes the result of 'Compile', which is skipped", printed);
        Assert.DoesNotContain('\u001b', printed);
    }

    [Fact]
    public async Task A_failure_is_printed_with_its_step()
    {
        Assert.Equal(1, await RunAsync("", "Restore"));
        Assert.EndsWith("\nRestore: InvalidOperationException: Restore went wrong [at 50%]\n", _error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"Compile +not run +'Restore' did not succeed", _error.ToString());
        Assert.Matches(@"Build: failed after [\d.]+ ms\n", _error.ToString());
    }

    [Fact]
    public async Task Quiet_prints_failures_only()
    {
        Assert.Equal(0, await RunAsync("--quiet"));
        Assert.Empty(_error.ToString());
        Assert.Equal(1, await RunAsync("-q", "Pack"));
        Assert.StartsWith("Pack: InvalidOperationException: Pack went wrong", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("started", _error.ToString(), StringComparison.Ordinal);
        Assert.Matches(@"Build failed after \d+ ms\n$", _error.ToString());
    }

    [Fact]
    public async Task A_quiet_program_has_verbose()
    {
        FlowCommandSettings settings = Settings with { IsQuiet = true };
        Assert.Equal(0, await FlowCommand.RunAsync(new Build(_ran), ["Test"], settings));
        Assert.Empty(_error.ToString());
        Assert.Equal(0, await FlowCommand.RunAsync(new Build(_ran), ["Test", "--verbose"], settings));
        Assert.Contains("Test: started", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_names_the_steps_and_what_they_wait_for()
    {
        Assert.Equal(0, await RunAsync("--list"));
        Assert.Equal("Restore\nCompile  after Restore\nTest     after Compile\nPack     after Test\n", _output.ToString());
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_run_and_what_not()
    {
        Assert.Equal(0, await RunAsync("Test --skip Restore --dry-run"));
        Assert.Equal("Build: 2 steps in 2 waves\n  1: Compile\n  2: Test after Compile\nskipped: Restore, Pack\n", _output.ToString());
        Assert.Empty(_ran);
    }

    [Theory]
    [InlineData("Compile --graph", "flowchart LR\n    s0([\"Restore\"])\n    s1([\"Compile\"])\n    s0 --> s1\n")]
    [InlineData("--graph text Restore", "Build: 1 step in 1 wave\n  1: Restore\n")]
    public async Task The_graph_is_that_of_what_would_run(string args, string expected)
    {
        Assert.Equal(0, await RunAsync(args));
        Assert.Equal(expected, _output.ToString());
        Assert.Empty(_ran);
    }

    [Theory]
    [InlineData("Tset", "Flow 'Build' has no step 'Tset'. Did you mean 'Test'? Try --help.")]
    [InlineData("--skip Deploy", "Flow 'Build' has no step 'Deploy'. It has Restore, Compile, Test, Pack. Try --help.")]
    [InlineData("Test --skip Compile", "Target 'Test' of flow 'Build' cannot run: it takes the result of 'Compile', which is to be skipped. Do not skip 'Compile', or choose other targets. Try --help.")]
    [InlineData("--nope", "There is no option '--nope'. Try --help.")]
    [InlineData("--parallel many", "--parallel needs a whole number that is not negative, not 'many'. Try --help.")]
    [InlineData("--parallel -1", "--parallel needs a whole number that is not negative, not '-1'. Try --help.")]
    [InlineData("--list --nope", "There is no option '--nope'. Try --help.")]
    public async Task Wrong_usage_is_said_before_anything_runs(string args, string expected)
    {
        Assert.Equal(2, await RunAsync(args));
        Assert.Equal($"Build: {expected}{Environment.NewLine}", _error.ToString());
        Assert.Empty(_ran);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Limits_and_failure_modes_reach_the_run()
    {
        FlowReport? report = null;
        FlowObserver observer = new Completed(completed => report = completed);
        FlowCommandSettings settings = Settings with { Options = new FlowOptions { Observer = observer, MaxConcurrency = 3, Targets = ["Compile"], Skip = ["Restore"] } };
        Assert.Equal(0, await FlowCommand.RunAsync(new Build(_ran), [], settings));
        Assert.Equal(3, report!.MaxConcurrency);
        Assert.Equal(["Compile"], _ran);
        Assert.Equal(0, await FlowCommand.RunAsync(new Build(_ran), ["Test", "--parallel", "2"], settings));
        Assert.Equal(2, report.MaxConcurrency);
        Assert.Equal(["Compile", "Compile", "Test app.dll"], _ran);
    }

    [Fact]
    public async Task With_continue_the_rest_runs_after_a_failure()
    {
        foreach ((string args, int expected) in ((string, int)[])[("", 0), ("--continue", 1)])
        {
            int ran = 0;
            IFlow flow = Flow.Create(Compose.Parallel(
                Compose.Named("fails", (Action)(() => throw new InvalidOperationException("no"))),
                Compose.Series(Compose.Named("first", (Func<CancellationToken, Task>)(ct => Task.Delay(args.Length == 0 ? Timeout.Infinite : 1, ct))), Compose.Named("second", () => { ran++; }))));
            Assert.Equal(1, await FlowCommand.RunAsync(flow, args.Split(' ', StringSplitOptions.RemoveEmptyEntries), Settings));
            Assert.Equal(expected, ran);
        }
    }

    [Fact]
    public async Task A_page_and_a_trace_are_written_also_after_a_failure()
    {
        string folder = Directory.CreateTempSubdirectory("asyncflow-command-").FullName;
        try
        {
            string html = Path.Join(folder, "run.html");
            string trace = Path.Join(folder, "run.json");
            Assert.Equal(1, await RunAsync($"--html {html} --trace {trace}", "Pack"));
            Assert.Contains("skipped on request", await PageAsync("--skip Restore"), StringComparison.Ordinal);
            Assert.Contains("\"Test\"", await File.ReadAllTextAsync(trace), StringComparison.Ordinal);
            Assert.Equal(1, await RunAsync($"--html {Path.Join(folder, "nowhere", "run.html")}"));
            Assert.Contains("run.html' cannot be written", _error.ToString(), StringComparison.Ordinal);

            async Task<string> PageAsync(string args)
            {
                await RunAsync($"{args} --html {html}");
                return await File.ReadAllTextAsync(html);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_cancelled_run_prints_its_report()
    {
        using CancellationTokenSource source = new();
        await source.CancelAsync();
        Assert.Equal(130, await FlowCommand.RunAsync(new Build(_ran), [], Settings, source.Token));
        Assert.Matches("Restore +not run +the caller cancelled the run", _error.ToString());
        Assert.Contains("Build: cancelled", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_ran);
    }

    [Fact]
    public async Task Help_and_completion_know_the_steps()
    {
        Assert.Equal(0, await RunAsync("--help"));
        Assert.Contains("--dry-run", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("--skip <step>", _output.ToString(), StringComparison.Ordinal);
        _output.GetStringBuilder().Clear();
        Assert.Equal(0, await FlowCommand.RunAsync(new Build(_ran), ["[suggest:6]", "app Co"], Settings));
        Assert.Equal("Compile", Assert.Single(_output.ToString().Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries), static word => !word.StartsWith('-')));
        _output.GetStringBuilder().Clear();
        Assert.Equal(0, await RunAsync("--completion bash"));
        Assert.Contains("complete -F", _output.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(string args, string? failing = null) =>
        FlowCommand.RunAsync(new Build(_ran, failing), args.Split(' ', StringSplitOptions.RemoveEmptyEntries), Settings);

    private sealed class Completed(Action<FlowReport> action) : FlowObserver
    {
        public override void OnRunCompleted(in RunCompleted e) => action(e.Report);
    }
}
