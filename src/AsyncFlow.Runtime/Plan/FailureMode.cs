namespace AsyncFlow;

/// <summary>What a failing step does to the rest of its run.</summary>
public enum FailureMode
{
    /// <summary>
    /// The first failure cancels the token that the steps see, no further step starts, and running steps are awaited.
    /// </summary>
    Cancel,

    /// <summary>Only the steps that depend on the failed one do not run; everything else does.</summary>
    Continue,
}
