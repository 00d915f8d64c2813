namespace AsyncFlow.Testing.Simulation;

/// <summary>
/// The steps that wait for a task or a lock. A wait ends for the engine some time after the task has completed, when a
/// continuation has passed through the thread pool. The simulation must not make a decision in between, or the decision would
/// depend on the speed of the thread pool; so it asks each wait whether it is over.
/// </summary>
internal sealed class WaitingSteps
{
    // Guarded by the loop's gate.
    private readonly Dictionary<(long RunId, int Step), Wait> _byStep = [];
    private readonly List<Wait> _added = [];

    // Used by the loop's thread alone. Contains some waits that have ended.
    private readonly List<Wait> _polled = [];

    /// <summary>Whether no step waits. Requires the loop's gate.</summary>
    public bool IsEmpty => _byStep.Count == 0;

    /// <summary>A step begins to wait. Requires the loop's gate.</summary>
    public void Add(StepInfo step, long runId, Func<bool> isOver)
    {
        Wait wait = new(isOver);
        _byStep.Add((runId, step.Index), wait);
        _added.Add(wait);
    }

    /// <summary>The step, if it waited, is scheduled again. Requires the loop's gate.</summary>
    public void Remove(StepInfo step, long runId)
    {
        if (_byStep.Remove((runId, step.Index), out Wait? wait))
        {
            wait.HasEnded = true;
        }
    }

    /// <summary>Prepares <see cref="FindOver"/>. Requires the loop's gate.</summary>
    public void CollectAdded()
    {
        _polled.AddRange(_added);
        _added.Clear();
    }

    /// <summary>
    /// A wait that is over; null if there is none. Called by the loop's thread without its gate, since code of the user may run:
    /// that of a value task's source.
    /// </summary>
    public Wait? FindOver()
    {
        for (int i = _polled.Count - 1; i >= 0; i--)
        {
            Wait wait = _polled[i];
            if (wait.HasEnded)
            {
                // The last one has been asked already.
                _polled[i] = _polled[^1];
                _polled.RemoveAt(_polled.Count - 1);
            }
            else if (wait.IsOver())
            {
                return wait;
            }
        }

        return null;
    }

    /// <summary>One wait of one step.</summary>
    internal sealed class Wait(Func<bool> isOver)
    {
        private volatile bool _hasEnded;

        /// <summary>Whether the step has been scheduled again. Written under the loop's gate.</summary>
        public bool HasEnded
        {
            get => _hasEnded;
            set => _hasEnded = value;
        }

        /// <summary>Whether the step is certain to be scheduled soon.</summary>
        public bool IsOver() => isOver();
    }
}
