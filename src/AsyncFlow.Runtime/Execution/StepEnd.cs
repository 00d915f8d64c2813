namespace AsyncFlow.Execution;

/// <summary>How a step ended, for those that depend on it.</summary>
internal enum StepEnd
{
    /// <summary>This thread no longer owns the step.</summary>
    NotYet,

    /// <summary>It succeeded or was skipped.</summary>
    Succeeded,

    /// <summary>It succeeded, and the steps that take its elements one by one did not wait for that.</summary>
    SucceededAsStream,

    /// <summary>It failed, was cancelled or was not run: so will be what takes its result.</summary>
    Unsuccessful,

    /// <summary>It did not get so far that there are outcomes of its elements, so what takes them is not run either.</summary>
    WithoutOutcome,
}
