namespace AsyncFlow.Orleans.Contracts;

/// <summary>A part of the elements of a step. The key is that of the work.</summary>
internal interface IChunkGrain : IGrainWithStringKey
{
    /// <summary>Executes the elements, or joins their execution, and waits a while for the end. Every result is stored by then.</summary>
    /// <remarks>A reply comes after a third of the timeout at the latest. If it is lost, it is asked for again.</remarks>
    [ResponseTimeout("00:00:15")]
    Task<WorkReply> ExecuteAsync(ChunkRequest request);

    /// <summary>Cancels the token of the elements. No further one starts.</summary>
    Task CancelAsync();
}
