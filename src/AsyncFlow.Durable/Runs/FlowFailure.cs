namespace AsyncFlow.Durable;

/// <summary>Why a step of a durable run failed, as it is stored.</summary>
/// <param name="Step">The name of the step; for an element <c>Bill[17]</c>.</param>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="Message">The exception's message.</param>
/// <param name="Details">The exception as text, with its stack trace; null if there is none.</param>
public sealed record FlowFailure(string Step, string ErrorType, string Message, string? Details)
{
    /// <summary>The failure as one line.</summary>
    public override string ToString() => $"{Step}: {ErrorType}: {Message}";
}
