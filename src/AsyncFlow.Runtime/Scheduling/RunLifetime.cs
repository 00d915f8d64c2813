namespace AsyncFlow.Scheduling;

/// <summary>How long a run lives, and how it ends.</summary>
internal abstract class RunLifetime
{
    /// <summary>Other threads are about to know the run.</summary>
    public abstract void OnPublished();

    /// <summary>Prevents the run from being reused. Called by a thread that holds a reference or owns a step.</summary>
    public abstract void AddReference();

    /// <summary>Gives a reference back. The thread must not touch the run afterwards.</summary>
    public abstract void ReleaseReference();

    /// <summary>Every step has ended: decides the outcome.</summary>
    /// <returns>False if the run's token is being cancelled at this moment: the run then completes when that is done.</returns>
    public abstract bool TrySettle();

    /// <summary>Gives the outcome to the caller. The run must not be touched afterwards except under a reference.</summary>
    /// <param name="mayContinueHere">Whether code that awaits the run may go on inside this call.</param>
    public abstract void Complete(bool mayContinueHere);

    /// <summary>The host could not schedule the run: nothing starts any more, and the run fails.</summary>
    public abstract void Fail(Exception exception);
}
