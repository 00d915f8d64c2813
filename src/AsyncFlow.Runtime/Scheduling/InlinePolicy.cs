namespace AsyncFlow.Scheduling;

/// <summary>Which of the steps that become ready a thread keeps for itself.</summary>
internal enum InlinePolicy
{
    /// <summary>A caller on whose thread nothing may start: none.</summary>
    Nothing,

    /// <summary>A caller: asynchronous ones.</summary>
    Asynchronous,

    /// <summary>A worker that takes steps of both kinds: one, to continue with.</summary>
    One,

    /// <summary>A worker for asynchronous steps alone: one, to continue with.</summary>
    OneAsynchronous,

    /// <summary>A worker for synchronous steps alone: one, to continue with.</summary>
    OneSynchronous,
}
