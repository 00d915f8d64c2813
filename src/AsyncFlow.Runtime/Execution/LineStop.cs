using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>Why generated code left the straight line. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum LineStop
{
    /// <summary>The next step has not started: it needs something that the straight line does not have, such as a lock that is not free.</summary>
    BeforeStep,

    /// <summary>As <see cref="BeforeStep"/>, since the caller has been busy for long: the steps that are ready go to other threads.</summary>
    TookLong,

    /// <summary>The next step has returned a task that has not completed successfully, or the run was cancelled in the meantime.</summary>
    OnTask,

    /// <summary>As <see cref="OnTask"/>, with an awaiter that the run stores.</summary>
    OnAwaiter,

    /// <summary>The next step has ended and its result is stored, but its locks could not be released.</summary>
    OnRelease,

    /// <summary>The next step has thrown.</summary>
    OnException,
}
