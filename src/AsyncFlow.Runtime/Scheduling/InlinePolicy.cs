namespace AsyncFlow.Scheduling;

/// <summary>Which of the steps that become ready a thread runs itself instead of queueing them.</summary>
internal enum InlinePolicy
{
    /// <summary>A caller on whose thread no step may start: none.</summary>
    None,

    /// <summary>A caller: all asynchronous steps.</summary>
    AllAsynchronous,

    /// <summary>A worker that takes steps of both kinds: one, to continue with.</summary>
    One,

    /// <summary>A worker for asynchronous steps alone: one, to continue with.</summary>
    OneAsynchronous,

    /// <summary>A worker for synchronous steps alone: one, to continue with.</summary>
    OneSynchronous,
}
