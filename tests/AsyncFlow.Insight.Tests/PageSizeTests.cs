using System.Text;

namespace AsyncFlow.Insight.Tests;

/// <summary>How large the page is, and where it goes.</summary>
public class PageSizeTests
{
    [Fact]
    public async Task A_page_of_200_steps_is_small()
    {
        FlowBuilder builder = new("Large");
        List<StepHandle> steps = [];
        for (int i = 0; i < 200; i++)
        {
            steps.Add(builder.Step($"A step with a name {i}", static _ => { }).After(steps.TakeLast(3)));
        }

        string html = (await builder.Build().RunAsync()).ToHtml();

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1, 200_000);
    }

    [Fact]
    public async Task Files_are_written_and_replaced()
    {
        string folder = Directory.CreateTempSubdirectory("asyncflow-insight-").FullName;
        try
        {
            FlowBuilder builder = new("Small");
            builder.Step("only", static _ => { });
            FlowReport report = await builder.Build().RunAsync();
            string html = Path.Join(folder, "run.html"), trace = Path.Join(folder, "run.json");
            await File.WriteAllTextAsync(html, new string('x', 1_000_000));

            report.SaveHtml(html);
            report.SaveTrace(trace);

            Assert.Equal(report.ToHtml(), await File.ReadAllTextAsync(html));
            Assert.Equal(report.ToTrace(), await File.ReadAllTextAsync(trace));
            Assert.Equal((byte)'<', (await File.ReadAllBytesAsync(html))[0]);
            Assert.Throws<ArgumentException>(() => report.SaveHtml(""));
            Assert.Throws<ArgumentNullException>(() => FlowReportExtensions.ToSvg(null!));
            Assert.Throws<DirectoryNotFoundException>(() => report.SaveTrace(Path.Join(folder, "none", "run.json")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
