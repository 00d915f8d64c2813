using System.Globalization;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests;

/// <summary>The picture of the plan in the tooltip of <c>ExecuteAsync</c>.</summary>
public sealed class PlanPictureTests
{
    private const int MaxLines = 20;

    // The lines of the picture, which is the first code in the file.
    private static string[] PictureOf(string source)
    {
        string[] lines = [.. GeneratorRunner.GenerateOne(source, "F.").Split('\n').Select(static line => line.Trim())];
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
