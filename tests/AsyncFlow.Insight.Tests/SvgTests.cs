using System.Xml.Linq;
using AsyncFlow.InsightImages;

namespace AsyncFlow.Insight.Tests;

/// <summary>The timeline as a picture.</summary>
public class SvgTests
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    [Fact]
    public async Task Each_step_that_ran_is_a_bar_and_each_wait_a_hatched_one()
    {
        FlowReport report = await DemoRun.RunAsync();
        XElement svg = XDocument.Parse(report.ToSvg()).Root!;
        string[] kinds = ["step", "critical", "failed", "step within", "critical within"];

        // The elements are as many as are shown, and so are the steps of the nested flow.
        Assert.Equal(report.Steps.Count - 1 + 4 + 24, svg.Elements(s_svg + "rect").Count(bar => kinds.Contains((string?)bar.Attribute("class"))));
        Assert.Contains(svg.Elements(s_svg + "rect"), static bar => (string?)bar.Attribute("class") == "wait");
        Assert.Contains(svg.Descendants(s_svg + "title"), static title => title.Value.StartsWith("Assets.Bundle waits for disk", StringComparison.Ordinal));
        Assert.Equal("img", (string?)svg.Attribute("role"));
        Assert.DoesNotContain(svg.Descendants(), static element => element.Name.LocalName == "script");
    }

    [Fact]
    public async Task Bars_of_a_lane_do_not_overlap()
    {
        XElement svg = XDocument.Parse((await DemoRun.RunAsync(pages: 12)).ToSvg()).Root!;
        foreach (IGrouping<double, XElement> lane in svg.Elements(s_svg + "rect").Where(static bar => (string?)bar.Attribute("class") is not ("back" or "wait")).GroupBy(static bar => (double)bar.Attribute("y")!))
        {
            XElement[] bars = [.. lane.OrderBy(static bar => (double)bar.Attribute("x")!)];
            for (int i = 1; i < bars.Length; i++)
            {
                Assert.True((double)bars[i].Attribute("x")! >= (double)bars[i - 1].Attribute("x")! + (double)bars[i - 1].Attribute("width")! - 0.02);
            }
        }
    }

    [Fact]
    public async Task Any_name_and_message_gives_valid_XML()
    {
        FlowBuilder builder = new("a<b>&\"'\u0001\ud800");
        builder.Step("]]></svg><script>\u0000\uFFFF\ud83d\ude00", static _ => throw new InvalidOperationException("<&>"));

        XElement svg = XDocument.Parse((await builder.Build().RunAsync()).ToSvg()).Root!;

        Assert.StartsWith("a<b>&\"'\uFFFD\uFFFD: Failed", svg.Element(s_svg + "title")!.Value, StringComparison.Ordinal);
        Assert.Contains(svg.Descendants(s_svg + "title"), static title => title.Value.StartsWith("]]></svg><script>\uFFFD\uFFFD\ud83d\ude00: Failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_elements_are_one_bar()
    {
        string svg = (await DemoRun.RunAsync(pages: 20_000)).ToSvg();

        Assert.InRange(svg.Length, 1, 20_000);
        Assert.Contains("Fetch × 20000", svg, StringComparison.Ordinal);
    }
}
