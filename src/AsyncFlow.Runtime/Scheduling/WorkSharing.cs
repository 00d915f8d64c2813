namespace AsyncFlow.Scheduling;

/// <summary>
/// Decides whether a worker requests another one for the steps that wait. Short asynchronous steps go one after the other, as they do on a
/// caller: they have mostly ended before another worker is awake. Used by one thread.
/// </summary>
/// <param name="host">Where to request workers.</param>
/// <param name="queue">Where the steps wait.</param>
/// <param name="watched">What the watch is to look at while the worker is alone.</param>
/// <param name="alone">Whether the steps are expected to be short.</param>
internal struct WorkSharing(RunHost host, WorkerQueue queue, IWatched watched, bool alone)
{
    private WorkerWatch.Stretch? _stretch;

    /// <summary>Whether the worker requests no other.</summary>
    public bool IsAlone { get; private set; } = alone;

    /// <summary>Steps wait that another worker could take.</summary>
    public void StepsWait()
    {
        if (!IsAlone)
        {
            host.RequestWorker(queue);
        }
        else if (_stretch is null)
        {
            // The estimate may be wrong: a step may even block until one that waits has run.
            _stretch = WorkerWatch.TryBegin(watched);
            if (_stretch is null)
            {
                Share();
            }
        }
    }

    /// <summary>The steps are not as short as expected: from now on others take the ones that wait.</summary>
    public void Share()
    {
        IsAlone = false;
        End();
        host.RequestWorker(queue);
    }

    /// <summary>The worker leaves.</summary>
    public void End()
    {
        _stretch?.End();
        _stretch = null;
    }
}
