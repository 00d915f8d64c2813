using AsyncFlow.Durable;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Execution;

/// <summary>What came of executing a step, or an element.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Result">The result as JSON; null for none.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
/// <param name="Attempts">How often it was attempted.</param>
/// <param name="ElementCount">The number of elements, if the step runs once for each and its elements are next; otherwise -1.</param>
/// <param name="Locks">The locks that it holds until this is stored; null for none.</param>
internal sealed record StepResult(StepStatus Status, byte[]? Result, FlowFailure? Failure, int Attempts, int ElementCount = -1, HeldLock[]? Locks = null)
{
    public WorkReply ToReply() =>
        new(IsPending: false, Status, Result, Failure is { } failure ? new(failure.Step, failure.ErrorType, failure.Message, failure.Details) : null, Attempts, ElementCount, Locks);

    /// <summary>Whether it is not stored: the step was cancelled, or has failed while the host stops, perhaps because of that.</summary>
    public bool IsCutShort(CancellationToken stopping) => Status == StepStatus.Canceled || (Status == StepStatus.Failed && stopping.IsCancellationRequested);

    /// <summary>What a reply says; null if the work has not ended.</summary>
    public static StepResult? Of(WorkReply reply) => reply.IsPending ? null : new(reply.Status, reply.Result, reply.Failure?.ToFailure(), reply.Attempts, reply.ElementCount, reply.Locks);
}
