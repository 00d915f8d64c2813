namespace AsyncFlow;

/// <summary>What happened in one run of a flow that has an <see cref="OutputAttribute">[Output]</see> step.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
public sealed class FlowReport<T> : FlowReport
{
    private readonly T _output;
    private readonly StepReport _outputStep;

    internal FlowReport(FlowReport report, StepReport outputStep, T output)
        : base(report)
    {
        _outputStep = outputStep;
        _output = output;
    }

    /// <summary>The result of the <see cref="OutputAttribute">[Output]</see> step; its type's default if the step was skipped.</summary>
    /// <exception cref="InvalidOperationException">That step did not succeed, so there is no output.</exception>
    public T Output => _outputStep.Status is StepStatus.Succeeded or StepStatus.Skipped
        ? _output
        : throw new InvalidOperationException(
            $"Flow '{FlowName}' has no output: step '{_outputStep.Name}' is {_outputStep.Status}. Check Status first, or call ThrowIfFailed().",
            _outputStep.Exception);
}
