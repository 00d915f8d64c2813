using AsyncFlow.Durable;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Contracts;

/// <summary>Asks for a run to be started. The spans of its steps belong to its trace parent, if there is one.</summary>
[GenerateSerializer, Immutable]
internal sealed record StartRequest(
    [property: Id(0)] string Flow,
    [property: Id(1)] string Fingerprint,
    [property: Id(2)] string Signatures,
    [property: Id(3)] byte[] Inputs,
    [property: Id(4)] string? TraceParent);

/// <summary>Asks for a step to be executed, or whether it has been. Without its data, what it takes is read from the store.</summary>
[GenerateSerializer, Immutable]
internal sealed record StepRequest(
    [property: Id(0)] string Run,
    [property: Id(1)] string Flow,
    [property: Id(2)] int Step,
    [property: Id(3)] bool IsCanceled,
    [property: Id(4)] long Epoch,
    [property: Id(5)] StepData? Data);

/// <summary>What a step takes. It is on disk, and never changes any more.</summary>
[GenerateSerializer, Immutable]
internal sealed record StepData([property: Id(0)] string Fingerprint, [property: Id(1)] byte[] Inputs, [property: Id(2)] UpstreamResult[] Upstream, [property: Id(3)] string? TraceParent);

/// <summary>What became of a step that another one waits for.</summary>
[GenerateSerializer, Immutable]
internal sealed record UpstreamResult([property: Id(0)] int Step, [property: Id(1)] StepStatus Status, [property: Id(2)] byte[]? Result);

/// <summary>Asks for a part of the elements of a step to be executed, or whether it has been.</summary>
[GenerateSerializer, Immutable]
internal sealed record ChunkRequest(
    [property: Id(0)] string Run,
    [property: Id(1)] string Flow,
    [property: Id(2)] int Step,
    [property: Id(3)] int Chunk,
    [property: Id(4)] int First,
    [property: Id(5)] int Count,
    [property: Id(6)] int MaxConcurrency,
    [property: Id(7)] bool FailureStops,
    [property: Id(8)] bool IsCanceled,
    [property: Id(9)] long Epoch);

/// <summary>What came of it; <see cref="IsPending"/> if it is to be asked for again.</summary>
[GenerateSerializer, Immutable]
internal sealed record WorkReply(
    [property: Id(0)] bool IsPending,
    [property: Id(1)] StepStatus Status,
    [property: Id(2)] byte[]? Result,
    [property: Id(3)] FailureMessage? Failure,
    [property: Id(4)] int Attempts,
    [property: Id(5)] int ElementCount,
    [property: Id(6)] HeldLock[]? Locks = null)
{
    public static WorkReply Pending { get; } = new(IsPending: true, StepStatus.None, null, null, 0, -1);
}

/// <summary>A failure on its way.</summary>
[GenerateSerializer, Immutable]
internal sealed record FailureMessage([property: Id(0)] string Step, [property: Id(1)] string ErrorType, [property: Id(2)] string Message, [property: Id(3)] string? Details)
{
    public FlowFailure ToFailure() => new(Step, ErrorType, Message, Details);
}
