using AsyncFlow.Plan;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>The runs that take place within steps of a run. A step's entries belong to the thread that owns it.</summary>
internal sealed class NestedRuns(RunSettings settings, RunScheduler scheduler, StepLocks? locks)
{
    // For each step that has ever run another flow, the options of the nested run. Made once for a pooled run.
    private PerStep<FlowOptions?> _options = new(settings.Plan.Layout.Count);

    /// <summary>The options of a run that takes place within a step. The step starts at this moment.</summary>
    public FlowOptions Open(int step)
    {
        PlanLayout layout = settings.Plan.Layout;
        FlowOptions options = _options[step] ??= new FlowOptions { Enclosing = new ParentRun(settings.Plan, step, settings.Id, scheduler.Progress, locks) };
        options.Enclosing!.Open(
            new ParentSettings(
                scheduler.Host.Host,
                settings.Clock,
                layout.KindOf(step) == StepKind.ForEach ? settings.FailureMode : settings.RequestedFailureMode,
                settings.Observer,
                settings.Recorder is not null,
                scheduler.ShareLimiter(),
                scheduler.PlaceOf(step),
                settings.Journal?.Within(step)),
            settings.Recorder,
            settings.Parent,
            settings.FromParent.Version);
        return options;
    }

    /// <summary>A step ends.</summary>
    /// <returns>The failures of its nested runs other than those that they threw; null for none.</returns>
    public List<Exception>? Close(int step) => _options.ValueOf(step)?.Enclosing!.Close();
}
