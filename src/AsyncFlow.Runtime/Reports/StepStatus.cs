namespace AsyncFlow;

/// <summary>How a step ended.</summary>
public enum StepStatus
{
    /// <summary>No outcome; no report has it.</summary>
    None,

    /// <summary>The step ran to its end.</summary>
    Succeeded,

    /// <summary>The step threw.</summary>
    Failed,

    /// <summary>The step ended with an <see cref="OperationCanceledException"/> after the run's token had been cancelled.</summary>
    Canceled,

    /// <summary>The step never started: the run was cancelled, or a step that it depends on did not succeed.</summary>
    NotRun,

    /// <summary>The step's condition did not hold, or the run was to execute only other steps.</summary>
    Skipped,
}
