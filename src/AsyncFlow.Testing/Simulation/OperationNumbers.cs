namespace AsyncFlow.Testing.Simulation;

/// <summary>Numbers the runs of a simulation, and the operations of each step. Not thread-safe.</summary>
internal sealed class OperationNumbers
{
    private readonly Dictionary<long, int> _runs = [];
    private readonly Dictionary<(int Run, int Step), int> _counts = [];

    /// <summary>The next operation of a step; of code outside of any step if that is null.</summary>
    public Operation Next(StepInfo? step, long runId)
    {
        int run = -1;
        if (step is not null && !_runs.TryGetValue(runId, out run))
        {
            run = _runs.Count;
            _runs.Add(runId, run);
        }

        (int, int) key = (run, step?.Index ?? -1);
        int number = _counts.GetValueOrDefault(key);
        _counts[key] = number + 1;
        return new Operation(run, step, number);
    }

    /// <summary>Starts again. No operation may be left, since later ones can be equal to it.</summary>
    public void Clear()
    {
        _runs.Clear();
        _counts.Clear();
    }
}
