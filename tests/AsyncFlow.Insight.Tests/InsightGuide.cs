// The examples of docs/guides/insight.md. GuideTests compares them.
namespace AsyncFlow.Insight.Tests;

internal static class InsightGuide
{
    public static async Task AnalyzeAsync(IFlow flow, CancellationToken cancellationToken)
    {
        #region report
        FlowReport report = await flow.RunAsync(cancellationToken);

        Console.WriteLine(report);                                        // a table
        foreach (CriticalStep step in report.Analysis.CriticalPath)
        {
            Console.WriteLine($"{step.Name}: {step.Duration}");
        }

        Console.WriteLine(report.Analysis.Limits);                        // graph 61 %, lock _disk 30.5 %, concurrency limit 8.5 %
        Console.WriteLine(report.Analysis.WhatIf("Render", speedup: 2));  // how long the run would have taken
        #endregion
    }

    public static (TimeSpan Free, TimeSpan Both) Predict(FlowReport report)
    {
        #region changes
        FlowAnalysis analysis = report.Analysis;
        TimeSpan free = analysis.WhatIf("Render", double.PositiveInfinity);       // Render takes no time
        TimeSpan both = analysis.WhatIf(new FlowChanges
        {
            Speedups = new Dictionary<string, double> { ["Render"] = 2, ["Load"] = 1.5 },
            MaxConcurrency = 8,                                                   // 0 is no limit
            Permits = new Dictionary<string, int> { ["_disk"] = 2 },
        });
        #endregion
        return (free, both);
    }

    public static void Save(FlowReport report)
    {
        #region page
        report.SaveHtml("run.html");
        #endregion
    }
}
