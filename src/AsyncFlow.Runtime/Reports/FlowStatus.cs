namespace AsyncFlow;

/// <summary>How a run ended.</summary>
public enum FlowStatus
{
    /// <summary>No outcome; no report has it.</summary>
    None,

    /// <summary>Every step that was to run succeeded.</summary>
    Succeeded,

    /// <summary>A step failed before the caller cancelled the run.</summary>
    Failed,

    /// <summary>The caller cancelled the run before a step failed and before every step had succeeded.</summary>
    Canceled,
}
