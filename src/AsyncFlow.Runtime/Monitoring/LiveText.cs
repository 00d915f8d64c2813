using System.Globalization;
using System.Text;
using AsyncFlow.Reports;

namespace AsyncFlow.Monitoring;

/// <summary>Describes live runs as a tree: which step does what, and what keeps the others.</summary>
internal sealed class LiveText
{
    // Of the steps of a run, such as the elements of a list, no more than these are written one by one.
    private const int ShownSteps = 20;

    // Deeper runs are not shown. Flows nest to any depth.
    private const int ShownDepth = 30;

    private readonly LiveRun[] _runs;
    private readonly StringBuilder _text = new();
    private readonly Dictionary<long, LiveRun> _byId = [];

    // The runs within each run, by its number.
    private readonly Dictionary<long, List<LiveRun>> _within = [];

    // The steps that hold each lock. Made when a step waits for one.
    private Dictionary<long, List<string>>? _holders;

    private LiveText(LiveRun[] runs)
    {
        _runs = runs;
        foreach (LiveRun run in runs)
        {
            _byId.Add(run.Id, run);
            if (!run.Parent.IsNone)
            {
                if (!_within.TryGetValue(run.Parent.RunId, out List<LiveRun>? nested))
                {
                    _within.Add(run.Parent.RunId, nested = []);
                }

                nested.Add(run);
            }
        }
    }

    /// <summary>Describes the runs. They may go on meanwhile: each step is described as it is when its turn comes.</summary>
    public static string Of(LiveRun[] runs) => new LiveText(runs).Describe();

    private string Describe()
    {
        _text.Append(CultureInfo.InvariantCulture, $"{_runs.Length} {(_runs.Length == 1 ? "flow is" : "flows are")} running.\n");
        foreach (LiveRun run in _runs)
        {
            // What runs within a step that has ended stands by itself.
            if (OuterOf(run) is null)
            {
                DescribeRun(run, depth: 0);
            }
        }

        return _text.ToString();
    }

    private void DescribeRun(LiveRun run, int depth)
    {
        // In a run over a stream each step stands for one element after the other.
        bool isStream = run.Plan.Layout.Elements is not null;
        string progress = isStream
            ? string.Create(CultureInfo.InvariantCulture, $"{run.CountOf(LiveState.Runs)} elements at work")
            : string.Create(CultureInfo.InvariantCulture, $"{run.CountOf(LiveState.Ended)} of {run.Count} steps have ended");
        Line(depth, string.Create(CultureInfo.InvariantCulture, $"{run.Plan.Name} #{run.Id}: {progress}, running for {run.Age(run.Started)}"));
        if (depth >= ShownDepth)
        {
            return;
        }

        int shown = 0, left = 0;
        for (int step = 0; step < run.Count; step++)
        {
            if (run[step] is { State: LiveState.Ended } || (isStream && run[step] is null))
            {
                continue;
            }

            if (++shown > ShownSteps)
            {
                left++;
                continue;
            }

            Line(depth + 1, $"{run.Plan.Layout.NameOf(step)} {DescribeStep(run, step)}");
            foreach (LiveRun nested in Within(run))
            {
                if (nested.Parent.Step!.Index == step)
                {
                    DescribeRun(nested, depth + 2);
                }
            }
        }

        if (left > 0)
        {
            Line(depth + 1, string.Create(CultureInfo.InvariantCulture, $"and {left} further steps"));
        }
    }

    private string DescribeStep(LiveRun run, int step) => run[step] switch
    {
        { State: LiveState.Runs } live => $"has been running for {run.Age(live.Since)}",
        { State: LiveState.AwaitsLock } live => $"has waited for lock '{live.AwaitedLockName}' for {run.Age(live.Since)}, which is held by {HoldersOf(live.AwaitedLock)}",
        { State: LiveState.AwaitsSlot } live => DescribeSlotWait(run, live),
        _ => DescribeUpstream(run, step),
    };

    private string HoldersOf(long lockId)
    {
        _holders ??= FindHolders();
        return _holders.TryGetValue(lockId, out List<string>? holders) ? string.Join("; ", holders) : "code outside of the monitored steps";
    }

    private Dictionary<long, List<string>> FindHolders()
    {
        Dictionary<long, List<string>> holders = [];
        foreach (LiveRun run in _runs)
        {
            for (int step = 0; step < run.Count; step++)
            {
                if (run[step] is not { } live)
                {
                    continue;
                }

                string does = live.State switch { LiveState.Runs => "running", LiveState.AwaitsLock => $"waiting for lock '{live.AwaitedLockName}'", _ => "waiting for a slot" };
                foreach (HeldLockInfo held in live.HeldLocks)
                {
                    if (!holders.TryGetValue(held.Id, out List<string>? steps))
                    {
                        holders.Add(held.Id, steps = []);
                    }

                    steps.Add($"{run.Name(step)}, {does} for {run.Age(live.Since)}");
                }
            }
        }

        return holders;
    }

    private LiveRun? OuterOf(LiveRun run) => _byId.GetValueOrDefault(run.Parent.RunId);

    private List<LiveRun> Within(LiveRun run) => _within.GetValueOrDefault(run.Id, []);

    // The limit is that of the run or of one around it. Where fewer steps run, the step has a slot, and waits for a thread.
    private string DescribeSlotWait(LiveRun run, LiveStep live)
    {
        for (LiveRun? limited = run; limited is not null; limited = OuterOf(limited))
        {
            List<string> running = [];
            AddRunning(limited, running);
            if (limited.MaxConcurrency > 0 && running.Count >= limited.MaxConcurrency)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"has waited for a slot for {run.Age(live.Since)}: flow '{limited.Plan.Name}' #{limited.Id} runs at most {limited.MaxConcurrency} steps at the same time, now {string.Join(", ", running)}");
            }
        }

        return $"has waited for a thread for {run.Age(live.Since)}";
    }

    // The steps that have slots: those that run no other flow.
    private void AddRunning(LiveRun run, List<string> running)
    {
        for (int step = 0; step < run.Count; step++)
        {
            if (run[step] is { State: LiveState.Runs } && run.Plan.Layout.NeedsSlot(step))
            {
                running.Add($"'{run.Plan.Layout.NameOf(step)}'");
            }
        }

        foreach (LiveRun nested in Within(run))
        {
            AddRunning(nested, running);
        }
    }

    private static string DescribeUpstream(LiveRun run, int step)
    {
        List<string> open = [];
        foreach (StepInfo upstream in run.Plan.Steps[step].Upstream)
        {
            if (run[upstream.Index] is not { State: LiveState.Ended })
            {
                open.Add($"'{upstream.Name}'");
            }
        }

        return open.Count == 0 ? "is ready" : $"comes after {string.Join(", ", open)}";
    }

    private void Line(int depth, string line) => _text.Append(' ', 2 * depth).Append(line).Append('\n');
}
