using AsyncFlow.Spectre.Terminal;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace AsyncFlow.Spectre.Tests;

/// <summary>The standard streams of the process while a run is shown.</summary>
[Collection(nameof(StandardStreams))]
public sealed class ConsoleCaptureTests : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly TestConsole _console = new TestConsole().Interactive().EmitAnsiSequences().Width(20).Height(10);
    private readonly LiveArea _area;

    public ConsoleCaptureTests()
    {
        _area = new LiveArea(_console);
        _area.Show([new ScreenLine([new Segment("row")])]);
        Console.SetOut(_console.Profile.Out.Writer);
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        _area.Dispose();
        _console.Dispose();
    }

    [Fact]
    public void What_is_written_to_them_appears_above_until_the_end_and_they_are_given_back()
    {
        using StringWriter errors = new();
        Console.SetError(errors);
        TextWriter before = Console.Out;

        using (new ConsoleCapture(_area, capturesOut: true, capturesError: true))
        {
            Console.WriteLine("out");
            Console.Error.WriteLine("error");
            Assert.Equal(["out", "row"], Infrastructure.Screen.Of(_console.Output, 20));
        }

        Assert.Same(before, Console.Out);
        Console.WriteLine("later");
        Assert.Equal(["out", "row", "later"], Infrastructure.Screen.Of(_console.Output, 20));
        Assert.Equal("error\n", errors.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_stream_that_does_not_reach_the_terminal_is_left_alone()
    {
        TextWriter before = Console.Error;
        using ConsoleCapture capture = new(_area, capturesOut: true, capturesError: false);

        Assert.Same(before, Console.Error);
        Assert.Null(ConsoleCapture.Begin(_console, _area));
    }

    [Fact]
    public void A_stream_that_the_program_replaces_meanwhile_stays()
    {
        using StringWriter own = new();
        ConsoleCapture capture = new(_area, capturesOut: true, capturesError: false);
        TextWriter captured = Console.Out;
        Console.SetOut(own);
        TextWriter installed = Console.Out;

        capture.Dispose();
        captured.WriteLine("from who kept it");

        Assert.Same(installed, Console.Out);
        Assert.Equal(["row", "from who kept it"], Infrastructure.Screen.Of(_console.Output, 20));
    }
}

/// <summary>Tests that replace the standard streams of the process.</summary>
[CollectionDefinition(nameof(StandardStreams), DisableParallelization = true)]
public class StandardStreams;
