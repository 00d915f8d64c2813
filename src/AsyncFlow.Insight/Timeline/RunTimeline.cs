using AsyncFlow.Reports;

namespace AsyncFlow.Insight.Timeline;

/// <summary>The steps of a run, and of the runs within it, in time and in lanes.</summary>
internal sealed class RunTimeline
{
    private readonly List<TimedStep> _steps = [];

    private RunTimeline(FlowReport report)
    {
        Report = report;
        FlowAnalysis analysis = report.Analysis;
        IReadOnlyList<AnalyzedStep> steps = analysis.Steps.Steps;
        for (int i = 0; i < steps.Count; i++)
        {
            AnalyzedStep step = steps[i];
            _steps.Add(new TimedStep(step.Report, StepPaths.PathOf(analysis.Steps, i), step.Outer, analysis.Graph.Start[step.First], analysis.Graph.End[step.Last])
            {
                Slack = analysis.SlackOf(i).Ticks,
            });
        }

        AddCriticalTimes(analysis.CriticalPath);
        AssignLanes();
    }

    /// <summary>The report.</summary>
    public FlowReport Report { get; }

    /// <summary>All steps, each after the one around it.</summary>
    public IReadOnlyList<TimedStep> Steps => _steps;

    /// <summary>How many lanes the steps of the run itself need.</summary>
    public int Lanes { get; private set; }

    public static RunTimeline Of(FlowReport report) => new(report);

    private void AddCriticalTimes(IReadOnlyList<CriticalStep> path)
    {
        // A report made by hand may have one within several steps. It then counts for the first.
        Dictionary<StepReport, int> indexes = [];
        for (int i = 0; i < _steps.Count; i++)
        {
            indexes.TryAdd(_steps[i].Report, i);
        }

        Stack<IReadOnlyList<CriticalStep>> paths = new([path]);
        while (paths.TryPop(out IReadOnlyList<CriticalStep>? part))
        {
            foreach (CriticalStep step in part)
            {
                _steps[indexes[step.Report]].Critical += step.Duration.Ticks;
                paths.Push(step.Within);
            }
        }
    }

    private void AssignLanes()
    {
        foreach (IGrouping<int, TimedStep> run in _steps.GroupBy(static step => step.Outer))
        {
            int lanes = Timeline.Lanes.Assign([.. run.Where(static step => step.HasStarted)]);
            if (run.Key < 0)
            {
                Lanes = lanes;
            }
            else
            {
                _steps[run.Key].LanesWithin = lanes;
            }
        }
    }
}
