using AsyncFlow.CompilerServices;

namespace AsyncFlow.Plan;

/// <summary>
/// Which steps of a plan run if only some are asked for. Immutable. Steps that dispose results always run: they do nothing without a result.
/// </summary>
/// <remarks>
/// A step that is skipped has no result, so what cannot run without it is skipped too. Targets need what they wait for, directly and indirectly; a
/// step that is skipped needs nothing.
/// </remarks>
internal sealed class PlanSubset
{
    private readonly PlanLayout _layout;

    // For each step why it does not run; null if it does.
    private readonly string?[] _reasons;

    // For each step that is skipped for want of a result, the upstream step that has none; otherwise -1.
    private readonly int[] _missing;

    /// <summary>Finds the steps.</summary>
    /// <param name="flow">The flow's name.</param>
    /// <param name="layout">Its steps.</param>
    /// <param name="targets">The names of the steps that run, with all that they need; null for all steps.</param>
    /// <param name="skip">The names of steps that do not run; null for none.</param>
    /// <exception cref="ArgumentException">A name is not one of a step, or a target cannot run.</exception>
    public PlanSubset(string flow, PlanLayout layout, IReadOnlyList<string>? targets, IReadOnlyList<string>? skip)
    {
        _layout = layout;
        _reasons = new string?[layout.Count];
        _missing = new int[layout.Count];
        _missing.AsSpan().Fill(-1);
        StepNames names = new(flow, layout);
        Skip(names.Find(skip, nameof(skip)));
        if (targets is not null)
        {
            int[] wanted = names.Find(targets, nameof(targets));
            ThrowIfSkipped(flow, wanted);
            Keep(wanted);
        }

        IsWhole = Array.TrueForAll(_reasons, static reason => reason is null);
        Outcomes = IsWhole ? layout.Outcomes : layout.OutcomesWithout(Array.ConvertAll(_reasons, static reason => reason is not null));
    }

    /// <summary>Whether every step runs.</summary>
    public bool IsWhole { get; }

    /// <summary>Which steps take the outcome of others; null if none does in the whole plan.</summary>
    public OutcomeEdges? Outcomes { get; }

    /// <summary>Why a step does not run; null if it does.</summary>
    public string? ReasonAgainst(int step) => _reasons[step];

    /// <summary>The steps that run, with the indexes that they have among themselves.</summary>
    public StepDescriptor[] Describe() => new SubsetPlan(_layout, this).Steps;

    private void Skip(int[] skipped)
    {
        foreach (int step in skipped)
        {
            _reasons[step] = "skipped on request";
        }

        foreach (int step in _layout.CallerOrder.Steps)
        {
            if (_reasons[step] is not null || _layout.IsRelease(step))
            {
                continue;
            }

            foreach (int upstream in _layout.UpstreamOf(step))
            {
                if (_reasons[upstream] is not null && _layout.NeedsResult(step, upstream))
                {
                    _reasons[step] = $"it takes the result of '{_layout.NameOf(upstream)}', which is skipped";
                    _missing[step] = upstream;
                    break;
                }
            }
        }
    }

    private void Keep(int[] targets)
    {
        bool[] needed = new bool[_layout.Count];
        Stack<int> next = new();
        foreach (int target in targets)
        {
            Need(target);
        }

        while (next.TryPop(out int step))
        {
            foreach (int upstream in _layout.UpstreamOf(step))
            {
                Need(upstream);
            }
        }

        for (int step = 0; step < _layout.ShownCount; step++)
        {
            if (!needed[step])
            {
                _reasons[step] ??= "no target needs it";
            }
        }

        void Need(int step)
        {
            if (!needed[step] && _reasons[step] is null)
            {
                needed[step] = true;
                next.Push(step);
            }
        }
    }

    private void ThrowIfSkipped(string flow, int[] targets)
    {
        foreach (int target in targets)
        {
            if (_reasons[target] is null)
            {
                continue;
            }

            string name = _layout.NameOf(target);
            if (_missing[target] < 0)
            {
                throw new ArgumentException($"Step '{name}' of flow '{flow}' is both a target and to be skipped. Remove it from one of the lists.", nameof(targets));
            }

            string needs = "";
            int step = target;
            for (; _missing[step] >= 0; step = _missing[step])
            {
                needs += $"{(needs.Length == 0 ? "it" : ", which")} takes the result of '{_layout.NameOf(_missing[step])}'";
            }

            throw new ArgumentException(
                $"Target '{name}' of flow '{flow}' cannot run: {needs}, which is to be skipped. Do not skip '{_layout.NameOf(step)}', or choose other targets.", nameof(targets));
        }
    }
}
