namespace AsyncFlow.Execution;

/// <summary>What one run has in a journal. Thread-safe.</summary>
internal abstract class RunJournal
{
    /// <summary>Whether the journal has the result of a step.</summary>
    public abstract bool Has(int step);

    /// <summary>Gives a step the result that the journal has.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public abstract void Restore(int step);

    /// <summary>Keeps the result of a step that has succeeded.</summary>
    /// <param name="step">The step.</param>
    /// <param name="waits">Whether the thread waits until the result is on disk, or until that has failed.</param>
    /// <returns>Completes when the result is on disk; null if it is not to be kept.</returns>
    /// <exception cref="InvalidOperationException">It cannot be written as JSON.</exception>
    public abstract Task? Keep(int step, bool waits);

    /// <summary>Where runs within a step keep their results.</summary>
    public abstract FlowJournal Within(int step);

    /// <summary>The run has ended.</summary>
    public abstract void Close();
}
