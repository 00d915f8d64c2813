using AsyncFlow.Spectre.Tests.Infrastructure;
using Spectre.Console.Testing;

namespace AsyncFlow.CommandLine.Tests;

/// <summary>What stays on a terminal after a run.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly TestConsole _console = new TestConsole().Interactive().EmitAnsiSequences().Width(80).Height(24);
    private readonly List<string> _ran = [];

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task The_view_stays_and_no_table_repeats_it()
    {
        Assert.Equal(0, await RunAsync(new() { Console = _console }));
        string[] screen = Screen.Of(_console.Output);
        Assert.Equal(5, screen.Length);
        Assert.Matches("^✓ Restore +[0-9.]+ ms$", screen[0]);
        Assert.Matches("^✓ Build +[0-9.]+ ms  ━+  4/4$", screen[4]);
    }

    [Fact]
    public async Task A_failure_is_printed_whole_below_the_view()
    {
        Assert.Equal(1, await RunAsync(new() { Console = _console }, "Compile"));
        string[] screen = Screen.Of(_console.Output);
        Assert.Equal(6, screen.Length);
        Assert.Matches("^✗ Compile +[0-9.]+ ms  InvalidOperationException: Compile went wrong", screen[1]);
        Assert.Matches("^✗ Build ", screen[4]);
        Assert.Equal("Compile: InvalidOperationException: Compile went wrong [at 50%]", screen[5]);
    }

    [Fact]
    public async Task A_table_is_printed_if_the_view_has_no_room_for_all_steps()
    {
        _console.Height(5);
        Assert.Equal(0, await RunAsync(new() { Console = _console }));
        Assert.Contains("Step", _console.Output, StringComparison.Ordinal);
        Assert.Matches("Pack +succeeded", Screen.Of(_console.Output)[^1]);
        Assert.Equal(0, await RunAsync(new() { Console = _console.Height(6) }));
        Assert.Matches("^✓ Build ", Screen.Of(_console.Output)[^1]);
    }

    [Fact]
    public async Task Of_a_quiet_program_the_view_disappears()
    {
        FlowCommandSettings settings = new() { Console = _console, IsQuiet = true };
        Assert.Equal(0, await RunAsync(settings));
        Assert.Empty(Screen.Of(_console.Output));
        Assert.Equal(1, await RunAsync(settings, "Compile"));
        Assert.Equal("Compile: InvalidOperationException: Compile went wrong [at 50%]", Screen.Of(_console.Output)[0]);
        Assert.Equal(0, await RunAsync(settings, null, "--verbose"));
        Assert.Matches("^✓ Build ", Screen.Of(_console.Output)[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_request_nothing_is_shown(bool isQuiet)
    {
        Assert.Equal(0, await RunAsync(new() { Console = _console, IsQuiet = isQuiet }, null, "--quiet"));
        Assert.Empty(_console.Output);
    }

    private Task<int> RunAsync(FlowCommandSettings settings, string? failing = null, params string[] args) => FlowCommand.RunAsync(new Build(_ran, failing), args, settings);
}
