using System.Globalization;
using AsyncFlow.CompilerServices;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests;

/// <summary>The picture of the plan in the tooltip of <c>ExecuteAsync</c>.</summary>
public sealed class PlanPictureTests
{
    private const int MaxLines = 20;

    [Fact]
    public void The_critical_path_of_a_saved_profile_is_below_the_plan() => Assert.Equal(
        [
            "F: 3 steps in 2 waves",
            "Setup ──► Render",
            "Log",
            "Critical path, 1.25 s of 1.3 s: Setup 1.2 s ──► Render 50.5 ms",
        ],
        PictureOf(Source, Profile("F", 1300, ("Setup", 0, 1200), ("Log", 0, 30), ("Render", 1200, 1250.5))));

    [Fact]
    public void A_profile_with_line_ends_of_Windows_is_read() =>
        Assert.Equal("Critical path, 1 ms of 1 ms: Setup 1 ms", PictureOf(Source, "AsyncFlow profile 1\r\n1\tF\r\n1\tSetup\r\n")[^1]);

    [Fact]
    public void A_profile_of_steps_that_do_not_exist_is_out_of_date() => Assert.Equal(
        "The profile has a step 'Start', which this flow does not have. Save the profile of a new run.",
        PictureOf(Source, Profile("F", 3, ("Start", 0, 3)))[^1]);

    [Theory]
    [InlineData("AsyncFlow profile 1\n1\tOther\n1\tSetup\n")]
    [InlineData("AsyncFlow profile 1\nnothing\n")]
    [InlineData("AsyncFlow profile 12\n1\tF\n1\tSetup\n")]
    [InlineData("another file")]
    [InlineData("")]
    public void Other_files_do_not_change_the_picture(string file) => Assert.Equal(PictureOf(Source), PictureOf(Source, file));

    [Fact]
    public void Large_plans_with_a_critical_path_fit_a_tooltip()
    {
        string[] steps = [.. Enumerable.Range(0, 300).Select(static step => $"[Step{(step == 0 ? "" : $"(nameof(Step{step - 1}))")}] void Step{step}() {{ }}")];
        string[] picture = PictureOf(
            $"[Flow] public partial class F {{ {string.Join("\n", steps)} }}",
            Profile("F", 300, [.. Enumerable.Range(0, 300).Select(static step => ($"Step{step}", (double)step, step + 1.0))]));

        Assert.InRange(picture.Length, 2, MaxLines);
        Assert.Contains("more waves", picture[^5], StringComparison.Ordinal);
        Assert.StartsWith("Critical path, 300 ms of 300 ms: Step0 1 ms ──► Step1 1 ms", picture[^4], StringComparison.Ordinal);
        Assert.Matches("^… and [0-9]+ more steps$", picture[^1]);
    }

    private const string Source = "[Flow] public partial class F { [Step] void Setup() { } [Step] void Log() { } [Step(nameof(Setup), nameof(Log))] void Render() { } }";

    // The file that a report saves of a run in which each step starts when the one before it in the chain has ended.
    private static string Profile(string flow, double duration, params (string Name, double Start, double End)[] steps)
    {
        StepDescriptor[] chain = [.. steps.Select((step, i) => new StepDescriptor(step.Name, isAsync: true) { Upstream = [.. Enumerable.Range(0, i).Where(before => steps[before].End <= step.Start)] })];
        FlowPlan plan = new(flow, chain);
        StepReport[] reports = [.. plan.Steps.Zip(steps, static (info, step) => new StepReport(info, StepStatus.Succeeded, TimeSpan.FromMilliseconds(step.Start), TimeSpan.FromMilliseconds(step.End - step.Start), TimeSpan.Zero, null))];
        string path = Path.GetTempFileName();
        try
        {
            new FlowReport(plan, FlowStatus.Succeeded, TimeSpan.FromMilliseconds(duration), reports, []).SaveProfile(path);
            return File.ReadAllText(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The lines of the picture, which is the first code in the file.
    private static string[] PictureOf(string source, string? file = null)
    {
        string[] lines = [.. GeneratorRunner.GenerateOne(source, "F.", file is null ? [] : [file]).Split('\n').Select(static line => line.Trim())];
        int start = Array.IndexOf(lines, "/// <code>") + 1;
        return [.. lines[start..Array.IndexOf(lines, "/// </code>")].Select(static line => line.Length > 4 ? line[4..] : "")];
    }

    [Fact]
    public void Waves_are_columns() => Assert.Equal(
        [
            "F: 5 steps in 3 waves",
            "Setup ──► LoadUser [_net]  ──► Render",
            "Log       LoadTheme? ← Log",
        ],
        PictureOf("""
            [Flow]
            public partial class F
            {
                private readonly FlowSemaphore _net = new(2);
                private bool Dark => true;
                [Step] void Setup() { }
                [Step] void Log() { }
                [Step(nameof(Setup), nameof(Log)), WithLock(nameof(_net))] Task<string> LoadUser() => Task.FromResult("");
                [Step(nameof(Log)), When(nameof(Dark))] object? LoadTheme() => null;
                [Step, Output] int Render([From(nameof(LoadUser))] string user, [From(nameof(LoadTheme))] object? theme) => user.Length + (theme is null ? 0 : 1);
            }
            """));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void Large_plans_fit_a_tooltip(int width)
    {
        string[] steps = [.. Enumerable.Range(0, 300).Select(step => string.Create(CultureInfo.InvariantCulture, $"[Step{(step < width ? "" : $"(nameof(Step{step - width}))")}] void Step{step}() {{ }}"))];
        string[] picture = PictureOf($"[Flow] public partial class F {{ {string.Join("\n", steps)} }}");

        Assert.InRange(picture.Length, 2, MaxLines);
        Assert.All(picture, static line => Assert.True(line.Length <= 120, line));
        Assert.Contains("… and ", picture[^1], StringComparison.Ordinal);
    }
}
