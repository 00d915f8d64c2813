using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AsyncFlow.OpenTelemetry;

/// <summary>Measures runs and steps. Names of flows and steps are its only attributes of open value, and of them it uses no more than a bound.</summary>
internal sealed class FlowMetrics : FlowObserver
{
    public const string MeterName = "AsyncFlow";

    /// <summary>How many pairs of a flow and a step are told apart. Flows that are built at run time can have any names.</summary>
    public const int MaxNames = 1_000;

    /// <summary>Stands for further names, as it does for further values of OpenTelemetry's own attributes.</summary>
    public const string Other = "_OTHER";

    private static readonly Meter s_meter = new(MeterName, typeof(FlowMetrics).Assembly.GetName().Version?.ToString());

    // From a millisecond to an hour: the default boundaries are meant for milliseconds.
    private static readonly InstrumentAdvice<double> s_seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    private static readonly Histogram<double> s_runs = Seconds("asyncflow.run.duration", "How long runs of flows took.");
    private static readonly Histogram<double> s_steps = Seconds("asyncflow.step.duration", "How long steps ran.");
    private static readonly Histogram<double> s_lockWaits = Seconds("asyncflow.step.lock_wait", "How long steps waited for their locks.");
    private static readonly Histogram<double> s_slotWaits = Seconds("asyncflow.step.slot_wait", "How long steps waited because of a limit of concurrency.");
    private static readonly UpDownCounter<long> s_activeRuns = s_meter.CreateUpDownCounter<long>("asyncflow.run.active", "{run}", "Runs that have started and not ended.");
    private static readonly UpDownCounter<long> s_activeSteps = s_meter.CreateUpDownCounter<long>("asyncflow.step.active", "{step}", "Steps that have started and not ended.");

    // The instruments are the process's, so each event is measured once, however many providers there are.
    private static readonly object s_gate = new();
    private static int s_subscribers;
    private static IDisposable? s_subscription;

    private readonly ConcurrentDictionary<(string Flow, string Step), byte> _names = new();

    // How many names there are: the dictionary would take all its locks to count them.
    private int _nameCount;

    /// <summary>Measures every run that starts from now on, until as many subscriptions are disposed as were made.</summary>
    public static IDisposable Subscribe()
    {
        lock (s_gate)
        {
            if (s_subscribers++ == 0)
            {
                s_subscription = FlowObserver.Subscribe(new FlowMetrics());
            }
        }

        return new Subscription();
    }

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e) => s_activeRuns.Add(1, Tags(e.Plan.Name));

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e) => s_activeSteps.Add(1, Tags(e.Plan.Name, StepNames.Of(e.Step, e.Element, e.Parent)));

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        if (e.Report.Status is StepStatus.NotRun or StepStatus.Skipped)
        {
            return;
        }

        TagList tags = Tags(e.Plan.Name, StepNames.Of(e.Report.Step, e.Element, e.Parent));
        s_activeSteps.Add(-1, tags);
        if (e.Report.LockWait > TimeSpan.Zero)
        {
            s_lockWaits.Record(e.Report.LockWait.TotalSeconds, tags);
        }

        if (e.Report.SlotWait > TimeSpan.Zero)
        {
            s_slotWaits.Record(e.Report.SlotWait.TotalSeconds, tags);
        }

        tags.Add("asyncflow.step.status", e.Report.Status.ToString());
        s_steps.Record(e.Report.Duration.TotalSeconds, tags);
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        TagList tags = Tags(e.Report.FlowName);
        s_activeRuns.Add(-1, tags);
        tags.Add("asyncflow.run.status", e.Report.Status.ToString());
        s_runs.Record(e.Report.Duration.TotalSeconds, tags);
    }

    private TagList Tags(string flow) => new() { { "workflow.name", IsKnown(flow, "") ? flow : Other } };

    private TagList Tags(string flow, string step) => IsKnown(flow, step)
        ? new() { { "workflow.name", flow }, { "workflow.task.name", step } }
        : new() { { "workflow.name", Other }, { "workflow.task.name", Other } };

    // A few more than the bound may be added by threads that get here at the same time. A name that is known stays so.
    private bool IsKnown(string flow, string step)
    {
        if (_names.ContainsKey((flow, step)))
        {
            return true;
        }

        if (Volatile.Read(ref _nameCount) >= MaxNames)
        {
            return false;
        }

        if (_names.TryAdd((flow, step), 0))
        {
            Interlocked.Increment(ref _nameCount);
        }

        return true;
    }

    private static Histogram<double> Seconds(string name, string description) => s_meter.CreateHistogram(name, "s", description, tags: null, s_seconds);

    private sealed class Subscription : IDisposable
    {
        private int _isDisposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
            {
                return;
            }

            lock (s_gate)
            {
                if (--s_subscribers == 0)
                {
                    s_subscription!.Dispose();
                    s_subscription = null;
                }
            }
        }
    }
}
