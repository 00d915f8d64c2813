namespace AsyncFlow.Orleans.Contracts;

/// <summary>A step of a run. The key is that of the work, so that a run that is resumed elsewhere joins work in progress.</summary>
internal interface IStepGrain : IGrainWithStringKey
{
    /// <summary>Executes the step, or joins its execution, and waits a while for the end.</summary>
    /// <remarks>A reply comes after a third of the timeout at the latest. If it is lost, it is asked for again.</remarks>
    [ResponseTimeout("00:00:15")]
    Task<WorkReply> ExecuteAsync(StepRequest request);

    /// <summary>Cancels the token of the step.</summary>
    Task CancelAsync();
}
