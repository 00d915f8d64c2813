namespace AsyncFlow.Orleans.Contracts;

/// <summary>A run. The key is its id.</summary>
internal interface IRunGrain : IGrainWithStringKey
{
    /// <summary>Starts the run, unless it exists. It is stored then.</summary>
    /// <returns>The name of the run's flow.</returns>
    Task<string> StartAsync(StartRequest request);

    /// <summary>Goes on with the run if no process has it.</summary>
    Task WakeAsync();

    /// <summary>Waits a while for the end.</summary>
    /// <returns>Whether the run has ended.</returns>
    /// <remarks>A reply comes after a third of the timeout at the latest. If it is lost, it is asked for again.</remarks>
    [ResponseTimeout("00:00:15")]
    Task<bool> WaitAsync();

    /// <summary>Stores that the run is to be cancelled.</summary>
    Task CancelAsync();

    /// <summary>Goes on with a run that has failed or was cancelled.</summary>
    Task RetryAsync();
}
