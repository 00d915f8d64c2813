namespace AsyncFlow.CommandLine.Tests;

/// <summary>The inputs of a flow as options and arguments.</summary>
public sealed class InputTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private string? _result;

    private FlowCommandSettings Settings => new() { Output = _output, Error = _error, IsQuiet = true, Options = new FlowOptions { Observer = new Completed(this) } };

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("--day 2026-01-31 --source-folders a", "2026-01-31 Debug a False - -  - night")]
    [InlineData("--day=2026-01-31 --source-folders a --source-folders b --configuration release --dry-writes --top 5", "2026-01-31 Release a+b True 5 -  - night")]
    [InlineData("--name x --dry-writes false --label L --numbers 1 --numbers 2 --feed https://example.com/x --day 2026-01-31 --source-folders a", "2026-01-31 Debug a False - L 1+2 example.com x")]
    public async Task Inputs_are_options(string args, string expected)
    {
        Assert.Equal(0, await RunAsync(args));
        Assert.Equal(expected, _result);
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData("", "--day and --source-folders must be given. Try --help.")]
    [InlineData("--day tomorrow --source-folders a", "--day needs a date such as 2026-01-31, not 'tomorrow'. Try --help.")]
    [InlineData("--day 2026-01-31 --source-folders a --top x", "--top needs a whole number, not 'x'. Try --help.")]
    [InlineData("--day 2026-01-31 --source-folders a --configuration 1", "--configuration needs one of Debug, Release, not '1'. Try --help.", true)]
    [InlineData("--day 2026-01-31 --source-folders a --configuration Retail", "--configuration needs one of Debug, Release, not 'Retail'. Try --help.")]
    [InlineData("--day 2026-01-31 --source-folders a --numbers 1 --numbers x", "--numbers needs a whole number, not 'x'. Try --help.")]
    [InlineData("--day 2026-01-31 --source-folders a --feed x", "--feed needs a value of type Uri, not 'x'. Invalid URI: The format of the URI could not be determined. Try --help.")]
    public async Task Wrong_values_are_errors(string args, string expected, bool isNumber = false)
    {
        if (isNumber)
        {
            // A member of an enumeration may also be given by its number.
            Assert.Equal(0, await RunAsync(args));
            Assert.StartsWith("2026-01-31 Release", _result, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(2, await RunAsync(args));
        Assert.Equal($"Nightly: {expected}{Environment.NewLine}", _error.ToString());
        Assert.Null(_result);
    }

    [Fact]
    public async Task Inputs_can_be_arguments()
    {
        FlowCommandSettings settings = Settings with { Arguments = ["day", "sourceFolders"] };
        Assert.Equal(0, await FlowCommand.RunAsync(new Nightly(), ["2026-01-31", "--top", "1", "a", "b"], settings));
        Assert.Equal("2026-01-31 Debug a+b False 1 -  - night", _result);
        Assert.Equal(2, await FlowCommand.RunAsync(new Nightly(), ["x"], settings));
        Assert.Equal(2, await FlowCommand.RunAsync(new Nightly(), ["--nope"], settings));
        Assert.Equal(0, await FlowCommand.RunAsync(new Nightly(), ["--target", "Load", "2026-01-31", "a"], settings));
        Assert.Equal(0, await FlowCommand.RunAsync(new Nightly(), ["2026-01-31", "--", "--odd"], settings));
        Assert.Equal("2026-01-31 Debug --odd False - -  - night", _result);
        Assert.Equal(
            $"Nightly: day needs a date such as 2026-01-31, not 'x'. Try --help.{Environment.NewLine}Nightly: There is no option '--nope'. Try --help.{Environment.NewLine}",
            _error.ToString());
    }

    [Fact]
    public async Task Lists_and_graphs_need_no_inputs()
    {
        Assert.Equal(0, await RunAsync("--list"));
        Assert.Equal("Load\nSave  after Load\n", _output.ToString());
    }

    [Fact]
    public async Task The_help_describes_the_inputs()
    {
        Assert.Equal(0, await FlowCommand.RunAsync(new Nightly(), ["--help"], Settings with { Description = "Loads a day." }));
        string help = _output.ToString();
        Assert.Contains("Loads a day.", help, StringComparison.Ordinal);
        Assert.Matches("--day <day> +The day to load. \\(required\\)", help);
        Assert.Matches("--configuration <Debug\\|Release> +Debug or release \\[default: Debug\\]", help);
        Assert.Matches("--name <name> +\\[default: night\\]", help);
        Assert.Matches("--dry-writes *\n", help.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Inputs_that_no_text_can_be_made_into_are_refused_or_have_their_default()
    {
        Assert.StartsWith(
            "Input 'list' of flow 'Unreadable' is of type List`1, which cannot be read from a command line.",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => FlowCommand.RunAsync(new Unreadable(), [], Settings))).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, await FlowCommand.RunAsync(new HalfReadable(), ["--number", "4"], Settings));
        Assert.Equal("4", _result);
    }

    [Fact]
    public async Task An_input_with_the_name_of_an_option_is_refused() => Assert.Equal(
        "Input 'target' of flow 'Taken' would be the option --target, which every command line has. Give the input another name.",
        (await Assert.ThrowsAsync<InvalidOperationException>(() => FlowCommand.RunAsync(new Taken(), [], Settings))).Message);

    [Fact]
    public async Task An_argument_that_is_not_an_input_is_refused() => Assert.StartsWith(
        "Flow 'Nightly' has no input 'days' that could be an argument. Its inputs: day, sourceFolders, configuration,",
        (await Assert.ThrowsAsync<InvalidOperationException>(() => FlowCommand.RunAsync(new Nightly(), [], Settings with { Arguments = ["days"] }))).Message,
        StringComparison.Ordinal);

    private Task<int> RunAsync(string args) => FlowCommand.RunAsync(new Nightly(), args.Split(' ', StringSplitOptions.RemoveEmptyEntries), Settings);

    // The result is not printed: that is up to the flow.
    private sealed class Completed(InputTests test) : FlowObserver
    {
        public override void OnRunCompleted(in RunCompleted e) => test._result = e.Report switch
        {
            FlowReport<string> { Steps: [.., { Status: StepStatus.Succeeded }] } report => report.Output,
            FlowReport<int> report => $"{report.Output}",
            _ => test._result,
        };
    }
}
