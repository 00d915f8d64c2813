namespace AsyncFlow.Testing;

/// <summary>What can happen to a step.</summary>
public enum FlowEventKind
{
    /// <summary>The step started: its locks are held.</summary>
    Started,

    /// <summary>The step's code continued after an <c>await</c>. Only known on a <see cref="SimulationHost"/>.</summary>
    Continued,

    /// <summary>The step ran to its end.</summary>
    Succeeded,

    /// <summary>The step threw.</summary>
    Failed,

    /// <summary>The step ended because the run was cancelled.</summary>
    Canceled,

    /// <summary>It is certain that the step will not start.</summary>
    NotRun,

    /// <summary>The step's condition did not hold.</summary>
    Skipped,
}
