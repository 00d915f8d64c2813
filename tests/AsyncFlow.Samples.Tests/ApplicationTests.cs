using System.Text.Json;
using SourceStats;

namespace AsyncFlow.Samples.Tests;

public sealed class ApplicationTests : IDisposable
{
    private readonly TemporaryTree _tree = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

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

        Assert.Equal(Application.Success, await RunAsync(_tree.Root));
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
        Assert.Equal(Application.Success, await RunAsync(_tree.Root));
        Assert.Equal($"{_tree.Root}: 0 files, 0 lines, 0 B\n", _output.ToString());
    }

    [Fact]
    public async Task The_JSON_file_holds_everything_and_replaces_an_older_one()
    {
        _tree.Write("src/a.cs", "class A;\n");
        _tree.Write("out/stats.json", "old");
        string json = _tree["out/stats.json"];

        Assert.Equal(Application.Success, await RunAsync(_tree["src"], "--json", json));
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

        int exitCode = await Application.RunAsync([_tree.Root, "--json", _tree["stats.json"]], _output, _error, source.Token);
        Assert.Equal(Application.Interrupted, exitCode);
        Assert.Empty(_output.ToString());
        Assert.Equal("SourceStats: interrupted; nothing was written.\n", _error.ToString());
        Assert.Equal(["a.cs"], Directory.GetFiles(_tree.Root).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Wrong_usage_is_told_before_anything_is_read()
    {
        _tree.Write("file", "");
        _tree.Write("folder/file", "");
        Assert.Equal(Application.WrongUsage, await RunAsync(_tree["nowhere"]));
        Assert.Equal(Application.WrongUsage, await RunAsync(_tree["file"]));
        Assert.Equal(Application.WrongUsage, await RunAsync(_tree.Root, "--json", _tree["nowhere/x.json"]));
        Assert.Equal(Application.WrongUsage, await RunAsync(_tree.Root, "--json", _tree["folder"]));
        Assert.Equal(Application.WrongUsage, await RunAsync("--nope"));
        Assert.Equal(
            $"""
            SourceStats: there is no directory '{_tree["nowhere"]}'.
            SourceStats: '{_tree["file"]}' is a file; give a directory.
            SourceStats: there is no directory '{_tree["nowhere"]}' for the JSON file.
            SourceStats: '{_tree["folder"]}' is a directory; give a file for --json.
            SourceStats: there is no option '--nope'. Try --help.

            """,
            _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Help_plan_and_timings_are_printed()
    {
        Assert.Equal(Application.Success, await RunAsync("--help"));
        Assert.Contains("usage: SourceStats", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Application.Success, await RunAsync("--plan"));
        Assert.Contains("FindDuplicates", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Application.Success, await RunAsync(_tree.Root, "--timings"));
        Assert.Contains("FindDuplicates", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => Application.RunAsync(args, _output, _error, CancellationToken.None);
}
