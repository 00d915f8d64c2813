using System.Diagnostics;

namespace AsyncFlow.OpenTelemetry;

/// <summary>The spans of one run.</summary>
/// <param name="run">The span of the run.</param>
/// <param name="steps">How many steps there are.</param>
internal sealed class RunSpans(Activity run, int steps)
{
    // The span of each step that has started. An entry is written by the thread that starts the step, before any that needs it runs.
    private readonly Activity?[] _steps = new Activity?[steps];
    private readonly bool[] _ended = new bool[steps];

    public Activity Run => run;

    public Activity? SpanOf(int step) => Volatile.Read(ref _steps[step]);

    public void Started(int step, Activity span) => Volatile.Write(ref _steps[step], span);

    public void Ended(int step) => Volatile.Write(ref _ended[step], true);

    /// <summary>A link to each step that a step depends on.</summary>
    public List<ActivityLink>? LinksOf(StepInfo step)
    {
        List<ActivityLink>? links = null;
        foreach (StepInfo upstream in step.Upstream)
        {
            if (Volatile.Read(ref _ended[upstream.Index]) && SpanOf(upstream.Index) is { } span)
            {
                (links ??= []).Add(new ActivityLink(span.Context));
            }
        }

        return links;
    }
}
