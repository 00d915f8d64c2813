using AsyncFlow.Hosting.Failures;

namespace AsyncFlow.Hosting;

/// <summary>
/// A flow that the host runs when it starts or stops has failed. The message names the flow and the step; the inner exception is what the step
/// threw.
/// </summary>
public sealed class HostedFlowException : Exception
{
    internal HostedFlowException(string purpose, string flow, FlowReport report, IReadOnlyList<Exception> failures)
        : base(Describe(purpose, flow, FailedStep.Of(report, failures[0]), failures), failures[0])
    {
        FlowName = flow;
        Report = report;
        StepName = FailedStep.Of(report, failures[0]);
    }

    /// <summary>The name of the flow.</summary>
    public string FlowName { get; }

    /// <summary>
    /// The name of the step that failed first, or of the method that failed to stop one: <c>StartDb</c>, <c>Migrate.Apply</c> for a step of a flow within
    /// a step, <c>Load[3]</c> for an element of a list; null if the failure is not one of a step.
    /// </summary>
    public string? StepName { get; }

    /// <summary>What happened to every step.</summary>
    public FlowReport Report { get; }

    private static string Describe(string purpose, string flow, string? step, IReadOnlyList<Exception> failures)
    {
        string where = step is null ? "" : $" in step '{step}'";
        string further = failures.Count switch { 1 => "", 2 => " (and 1 further failure)", _ => $" (and {failures.Count - 1} further failures)" };
        return $"{purpose} '{flow}' failed{where}: {failures[0].Message}{further}";
    }
}
