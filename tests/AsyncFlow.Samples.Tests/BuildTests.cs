using AsyncFlow.CommandLine;
using Build;

namespace AsyncFlow.Samples.Tests;

/// <summary>The build of this repository, with a shell that only notes what it is to run.</summary>
public sealed class BuildTests : IDisposable
{
    private const string Passed = "Passed!  - Failed:     0, Passed:    12, Skipped:     0, Total:    12, Duration: 1 s - a.dll (net10.0)\n";

    private readonly TemporaryTree _tree = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public BuildTests()
    {
        _tree.Write("AsyncFlow.sln", "");
        _tree.Write("src/Library/Library.csproj", "<IsPackable>true</IsPackable>");
        _tree.Write("src/Tool/Tool.csproj", "");
        _tree.Write("tests/A/A.csproj", "");
        _tree.Write("tests/B/B.csproj", "");
    }

    public void Dispose()
    {
        _tree.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task The_whole_build_runs_every_command_and_counts_the_tests()
    {
        NotingShell shell = new(_ => (0, Passed));
        Assert.Equal(0, await RunAsync(shell, "Pack Format"));
        Assert.Equal("24 passed, 0 failed\n", _output.ToString().ReplaceLineEndings("\n"));

        // Files are formatted beside all others.
        string[] commands = [.. shell.Commands.Where(static command => !command.StartsWith("format", StringComparison.Ordinal))];
        Assert.Equal(["restore", "build --no-restore -warnaserror"], commands.Take(2));
        Assert.Equal(
            [
                $"pack {Path.Join("src", "Library", "Library.csproj")} --no-restore -p:RunAnalyzers=false --output {Path.Join(_tree.Root, "artifacts", "packages")}",
                $"test {Path.Join("tests", "A", "A.csproj")} --no-build",
                $"test {Path.Join("tests", "B", "B.csproj")} --no-build",
            ],
            commands.Skip(2).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["format whitespace . --folder --verify-no-changes", "format --no-restore --verify-no-changes"],
            shell.Commands.Where(static command => command.StartsWith("format", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_tests_packages_are_made_all_the_same()
    {
        NotingShell shell = new(_ => (0, ""));
        Assert.Equal(0, await RunAsync(shell, "Pack --skip Test"));
        Assert.Equal(["restore", "build", "pack"], shell.Commands.Select(static command => command.Split(' ')[0]));
    }

    [Fact]
    public async Task Each_package_has_a_bill_of_materials()
    {
        NotingShell shell = new(_ => (0, ""));
        Assert.Equal(0, await RunAsync(shell, "ListMaterials"));
        Assert.Equal(["restore", "tool restore"], shell.Commands.Take(2).Order(StringComparer.Ordinal));
        Assert.Equal(
            [
                $"CycloneDX {Path.Join("src", "Library", "Library.csproj")} --output {Path.Join(_tree.Root, "artifacts", "packages")} --filename Library.cdx.json "
                    + "--output-format Json --exclude-dev --disable-package-restore",
            ],
            shell.Commands.Skip(2));
    }

    [Fact]
    public async Task Tests_that_fail_are_counted_and_end_the_build()
    {
        NotingShell shell = new(command => command.Contains("A.csproj", StringComparison.Ordinal) ? (1, Passed.Replace("Passed!", "Failed!", StringComparison.Ordinal).Replace("Failed:     0", "Failed:     3", StringComparison.Ordinal)) : (0, Passed));
        Assert.Equal(1, await RunAsync(shell, "Pack"));
        Assert.Equal("24 passed, 3 failed\n", _output.ToString().ReplaceLineEndings("\n"));
        Assert.Contains("Tests failed in " + Path.Join("tests", "A", "A.csproj"), _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Commands, static command => command.StartsWith("pack", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dry_run_runs_nothing()
    {
        NotingShell shell = new(_ => (0, ""));
        Assert.Equal(0, await RunAsync(shell, "Compile --dry-run"));
        Assert.StartsWith("RepositoryBuild: 3 steps in 3 waves\n  1: Find\n  2: Restore after Find with _projects\n  3: Compile after Find and Restore", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RunAsync(shell, "--list"));
        Assert.Contains("Consume", _output.ToString(), StringComparison.Ordinal);
        Assert.Empty(shell.Commands);
    }

    [Fact]
    public async Task The_consumer_must_print_the_sum_and_is_deleted()
    {
        NotingShell shell = new(command => (0, command == "run" ? "41\n" : Passed));
        Assert.Equal(1, await RunAsync(shell, "Consume"));
        Assert.Contains("Consume: BuildException: The program that uses the packages printed:\n41", _error.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(shell.LastDirectory));
    }

    [Fact]
    public async Task The_native_consumer_must_print_the_sum_too()
    {
        string packages = Path.Join(_tree.Root, "elsewhere");
        NotingShell shell = new(command => (0, command is "run" ? "42\n" : command is "Consumer" ? "41\n" : Passed));
        Assert.Equal(1, await RunAsync(shell, $"ConsumeNative --skip Restore,Compile,Test --packages {packages}"));
        Assert.Contains("ConsumeNative: BuildException: The program that uses the packages printed:\n41", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            [$"pack {Path.Join("src", "Library", "Library.csproj")} --no-restore -p:RunAnalyzers=false --output {packages}", "run", "publish -p:PublishAot=true --output native -warnaserror", "Consumer"],
            shell.Commands);
        Assert.False(Directory.Exists(shell.LastDirectory));
    }

    private Task<int> RunAsync(IShell shell, string args) => FlowCommand.RunAsync(
        new RepositoryBuild(shell, _output), [.. args.Split(' '), "--repository", _tree.Root], new FlowCommandSettings { Output = _output, Error = _error, IsQuiet = true });

    private sealed class NotingShell(Func<string, (int ExitCode, string Output)> answer) : IShell
    {
        private readonly List<string> _commands = [];

        public IReadOnlyList<string> Commands => _commands;

        public string? LastDirectory { get; private set; }

        public Task<(int ExitCode, string Output)> TryRunAsync(string directory, string program, string[] args, CancellationToken cancellationToken)
        {
            string command = program == "dotnet" ? string.Join(' ', args) : Path.GetFileName(program);
            lock (_commands)
            {
                _commands.Add(command);
                LastDirectory = directory;
            }

            return Task.FromResult(answer(command));
        }
    }
}
