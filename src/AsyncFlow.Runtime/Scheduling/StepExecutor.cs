namespace AsyncFlow.Scheduling;

/// <summary>Executes single steps of a run. The loops of this folder decide where and when; a step is passed by a thread that owns it.</summary>
internal abstract class StepExecutor
{
    /// <summary>
    /// Takes a step as far as it goes now. If it has ended, links the steps that became ready because of it before others.
    /// </summary>
    /// <param name="step">The step. If it has not ended, the caller no longer owns it.</param>
    /// <param name="others">A chain that the caller owns; -1 for none.</param>
    /// <param name="ended">Raised by one if the step has ended.</param>
    /// <returns>The first of the chain that the caller owns now; -1 for none.</returns>
    public abstract int Execute(int step, int others, ref int ended);

    /// <summary>Takes a step that works on an element of a stream as far as it goes now. What follows from its end is the caller's.</summary>
    /// <param name="step">The step. If it has not ended, the caller no longer owns it.</param>
    /// <param name="hasSucceeded">Whether there is a result, if it has ended.</param>
    /// <returns>Whether it has ended.</returns>
    public abstract bool ExecuteElement(int step, out bool hasSucceeded);

    /// <summary>
    /// Executes a chain of steps and all that become ready because of them, on the caller's thread. For a plain run, in which any thread may
    /// take any step at once.
    /// </summary>
    /// <param name="first">The first step of a chain that the caller owns.</param>
    /// <param name="synchronizationContext">The context in which every step starts.</param>
    /// <param name="clock">Stops the loop after <see cref="RunScheduler.AloneLimit"/> if further steps wait.</param>
    /// <param name="ended">How many steps have ended.</param>
    /// <returns>The first of the steps that are left; -1 if none is.</returns>
    public abstract int ExecuteAll(int first, SynchronizationContext? synchronizationContext, ref QuantumClock clock, out int ended);

    /// <summary>
    /// Executes the steps of a plain run from the beginning, in the order of the plan, on the caller's thread. As long as the run is the
    /// caller's alone, the order says which step is next, and what each step waits for is not counted.
    /// </summary>
    /// <param name="synchronizationContext">The context in which every step starts.</param>
    /// <param name="clock">Ends this after <see cref="RunScheduler.AloneLimit"/> if further steps wait.</param>
    /// <param name="ended">How many steps have ended.</param>
    /// <param name="tookLong">Whether the clock ended it.</param>
    /// <returns>The first of the steps that are ready; -1 if none is.</returns>
    public abstract int ExecuteInOrder(SynchronizationContext? synchronizationContext, ref QuantumClock clock, out int ended, out bool tookLong);

    /// <summary>Other threads are about to know the run: from now on what each step waits for is counted.</summary>
    public abstract void StartCounting();

    /// <summary>Finds out what a step that has just become ready waits for. The caller owns it unless it waits for a lock.</summary>
    /// <param name="step">The step.</param>
    /// <param name="takeLocks">Whether it comes to its locks now; otherwise it does so when it is executed.</param>
    public abstract StepReadiness Prepare(int step, bool takeLocks);

    /// <summary>Notes that a step waits for a slot, before it is queued for one.</summary>
    public abstract void AwaitSlot(int step);

    /// <summary>Notes that a step has been granted a slot.</summary>
    public abstract void HoldSlot(int step);

    /// <summary>The run starts no further step. Called once, on any thread.</summary>
    public abstract void Stopped();

    /// <summary>Whether a step's own code has ended, or will not run, so that executing it only completes it.</summary>
    public abstract bool OnlyCompletes(int step);
}

/// <summary>What a step that has become ready waits for.</summary>
internal enum StepReadiness
{
    /// <summary>Nothing: it can be executed.</summary>
    Ready,

    /// <summary>A slot of the limiter.</summary>
    NeedsSlot,

    /// <summary>A lock. It is resumed when it has been granted.</summary>
    AwaitsLock,
}
