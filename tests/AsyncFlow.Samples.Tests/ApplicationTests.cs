using System.Text.Json;
using AsyncFlow.CommandLine;
using SourceStats;

namespace AsyncFlow.Samples.Tests;

public sealed class ApplicationTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 2;
    private const int Interrupted = 130;

    public void Dispose()
    {
        _tree.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task The_table_joins_what_the_steps_found()
    {
        _tree.Write("src/a.cs", "class A;\n\n// a line\n");
        _tree.Write("src/copy.cs", "class A;\n\n// a line\n");
        _tree.Write("bin/a.dll", new byte[10]);
        _tree.Write("read\u001bme.md", "# Title\n");

        Assert.Equal(Success, await RunAsync(_tree.Root));
        Assert.Equal(
            $"""
            {_tree.Root}: 3 files, 7 lines, 48 B

            Languages
              language  files  lines  blank  size
              C#            2      6      2  40 B
              Markdown      1      1      0   8 B

            Largest files
              file         size
              src/a.cs     20 B
              src/copy.cs  20 B
              read?me.md    8 B

            Longest lines
              line           characters
              src/a.cs:3              9
              src/copy.cs:3           9
              src/a.cs:1              8
              src/copy.cs:1           8
              read?me.md:1            7

            Duplicates: 2 files in 1 group, 20 B wasted
              first of them  copies  each
              src/a.cs            2  20 B

            Skipped 1 folder by name; --all takes them in.

            """,
            _output.ToString());
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task An_empty_directory_has_an_empty_report()
    {
        Assert.Equal(Success, await RunAsync(_tree.Root));
        Assert.Equal($"{_tree.Root}: 0 files, 0 lines, 0 B\n", _output.ToString());
    }

    [Fact]
    public async Task The_JSON_file_holds_everything_and_replaces_an_older_one()
    {
        _tree.Write("src/a.cs", "class A;\n");
        _tree.Write("out/stats.json", "old");
        string json = _tree["out/stats.json"];

        Assert.Equal(Success, await RunAsync(_tree["src"], "--json", json));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllTextAsync(json));
        Assert.Equal(1, document.RootElement.GetProperty("files").GetInt32());
        Assert.Equal("C#", document.RootElement.GetProperty("languages")[0].GetProperty("language").GetString());
        Assert.Equal(8, document.RootElement.GetProperty("longestLines")[0].GetProperty("length").GetInt64());
        Assert.Equal([json], Directory.GetFiles(_tree["out"]));
    }

    [Fact]
    public async Task An_interrupted_run_writes_nothing()
    {
        _tree.Write("a.cs", "class A;\n");
        using CancellationTokenSource source = new();
        await source.CancelAsync();

        int exitCode = await RunAsync([_tree.Root, "--json", _tree["stats.json"]], source.Token);
        Assert.Equal(Interrupted, exitCode);
        Assert.Empty(_output.ToString());
        Assert.StartsWith("SourceStatsFlow was canceled after", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a.cs"], Directory.GetFiles(_tree.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_cannot_be_done_is_told_before_anything_is_read()
    {
        _tree.Write("file", "");
        _tree.Write("folder/file", "");
        Assert.Equal(Failure, await RunAsync(_tree["nowhere"]));
        Assert.Equal(Failure, await RunAsync(_tree["file"]));
        Assert.Equal(Failure, await RunAsync(_tree.Root, "--json", _tree["nowhere/x.json"]));
        Assert.Equal(Failure, await RunAsync(_tree.Root, "--json", _tree["folder"]));
        Assert.Equal(Failure, await RunAsync(_tree.Root, "--top", "-1"));
        Assert.Equal(WrongUsage, await RunAsync("--nope"));
        Assert.Equal(WrongUsage, await RunAsync(_tree.Root, "--top", "x"));
        Assert.Equal(
            [
                $"Check: RequestException: there is no directory '{_tree["nowhere"]}'.",
                $"Check: RequestException: '{_tree["file"]}' is a file; give a directory.",
                $"Check: RequestException: there is no directory '{_tree["nowhere"]}' for the JSON file.",
                $"Check: RequestException: '{_tree["folder"]}' is a directory; give a file for --json.",
                "Check: RequestException: --top needs a number that is not negative, not -1.",
                "SourceStatsFlow: There is no option '--nope'. Try --help.",
                "SourceStatsFlow: --top needs a whole number, not 'x'. Try --help.",
            ],
            _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith("SourceStatsFlow failed", StringComparison.Ordinal)));
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Help_plan_and_times_are_printed()
    {
        Assert.Equal(Success, await RunAsync("--help"));
        Assert.Contains("Counts what is in a tree", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("How many files and lines the lists show [default: 5]", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Success, await RunAsync("--graph", "text"));
        Assert.Contains("FindDuplicates", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Success, await RunAsync(_tree.Root, "--verbose"));
        Assert.Contains("FindDuplicates", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => RunAsync(args, CancellationToken.None);

    private Task<int> RunAsync(string[] args, CancellationToken cancellationToken) =>
        FlowCommand.RunAsync(new SourceStatsFlow(_output), args, SourceStatsFlow.Command with { Output = _output, Error = _error }, cancellationToken);
}
