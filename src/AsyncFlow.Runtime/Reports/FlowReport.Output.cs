namespace AsyncFlow;

/// <summary>What happened in one run of a flow that has an <see cref="OutputAttribute">[Output]</see> step.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
public sealed class FlowReport<T> : FlowReport
{
    private readonly T _output;

    // Null for a report made by hand: a plan does not tell which step gives the output.
    private readonly StepReport? _outputStep;

    /// <summary>Makes a report, for tests of code that reads reports.</summary>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="status">How the run ended.</param>
    /// <param name="duration">How long the run took.</param>
    /// <param name="steps">A report for each step of the plan, in declaration order. The list is copied.</param>
    /// <param name="failures">Every failure of the run, in the order in which they happened; at least one if it failed. The list is copied.</param>
    /// <param name="output">The output; not used unless the run succeeded.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not an outcome, or the duration is negative.</exception>
    /// <exception cref="ArgumentException">The steps are not those of the plan, a failure is null, or the run failed without a failure.</exception>
    public FlowReport(FlowPlan plan, FlowStatus status, TimeSpan duration, IReadOnlyList<StepReport> steps, IReadOnlyList<Exception> failures, T output)
        : base(plan, status, duration, steps, failures) => _output = output;

    internal FlowReport(FlowReport report, StepReport outputStep, T output)
        : base(report)
    {
        _outputStep = outputStep;
        _output = output;
    }

    // The report of a call under policies, which determine the output.
    internal FlowReport(FlowReport report, T output)
        : base(report) => _output = output;

    /// <summary>The result of the <see cref="OutputAttribute">[Output]</see> step; its type's default if the step's condition did not hold.</summary>
    /// <exception cref="InvalidOperationException">
    /// That step did not succeed, or the options of the run omitted it, so there is no output. In a report made by hand: the run did not succeed.
    /// </exception>
    public T Output => HasOutput ? _output : throw new InvalidOperationException(
        $"Flow '{FlowName}' has no output: {(_outputStep is null ? $"the run is {Status}" : $"step '{_outputStep.Name}' is {_outputStep.Status}")}{Advice}",
        _outputStep is null && Status == FlowStatus.Failed ? Failures[0] : _outputStep?.Exception);

    private bool HasOutput => _outputStep is null
        ? Status == FlowStatus.Succeeded
        : _outputStep.Status == StepStatus.Succeeded || (_outputStep.Status == StepStatus.Skipped && !_outputStep.IsOmitted);

    private string Advice => _outputStep?.IsOmitted == true ? $" ({_outputStep.Reason})." : ". Check Status first, or call ThrowIfFailed().";
}
