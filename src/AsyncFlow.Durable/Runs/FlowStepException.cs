namespace AsyncFlow.Durable;

/// <summary>
/// A step of a durable run has failed. The original exception existed in the process that executed the step; what is stored of it is in <see cref="Failure"/>.
/// </summary>
public sealed class FlowStepException : Exception
{
    /// <summary>Creates the exception for a stored failure.</summary>
    /// <param name="failure">The failure.</param>
    public FlowStepException(FlowFailure failure)
        : base(MessageOf(failure)) => Failure = failure;

    /// <summary>What is stored of the failure.</summary>
    public FlowFailure Failure { get; }

    private static string MessageOf(FlowFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return $"Step '{failure.Step}' failed with {failure.ErrorType}: {failure.Message}";
    }
}
