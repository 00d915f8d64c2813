namespace AsyncFlow.Orleans.Contracts;

/// <summary>A step of a run. The key is that of the work, so that a run that is resumed elsewhere joins work in progress.</summary>
internal interface IStepGrain : IGrainWithStringKey
{
    /// <summary>Executes the step, or joins its execution, and waits a while for the end.</summary>
    Task<WorkReply> ExecuteAsync(StepRequest request);

    /// <summary>Cancels the token of the step.</summary>
    Task CancelAsync();
}
