using AsyncFlow;
using AsyncFlow.Insight;
using Tutorial.Step7;

namespace Tutorial.Step8;

internal static class Show
{
    public static async ValueTask<string> RunAsync(Weather weather, string page)
    {
        FlowReport<string> report = await new Trip(weather).RunAsync("Spain");
        report.SaveHtml(page);
        return string.Join(Environment.NewLine, report.Steps.Select(static step => $"{step.Name}: {step.Status}"));
    }
}
