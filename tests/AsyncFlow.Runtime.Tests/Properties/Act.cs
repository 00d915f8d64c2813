namespace AsyncFlow.Runtime.Tests;

/// <summary>What a random step does.</summary>
internal enum Act
{
    // Synchronous steps.
    Sync,
    SyncFails,

    // Asynchronous steps that have ended when they return.
    CompletedTask,
    CompletedValueTask,
    FailsAtOnce,
    ReturnsFailed,
    ReturnsCanceled,
    ReturnsNull,

    // Asynchronous steps that end later: by themselves, when the driver ends them, or at a time of the clock.
    Yields,
    YieldsAndFails,
    Gated,
    GatedUntilCanceled,
    GatedAndFails,
    GatedCustom,
    GatedFlowing,
    Delayed,
    ThrowsCanceled,

    // Never starts: one of its locks throws when it is acquired.
    LockThrows,
}

internal static class Acts
{
    private static readonly Act[] s_failing = [Act.SyncFails, Act.FailsAtOnce, Act.ReturnsFailed, Act.ReturnsCanceled, Act.ReturnsNull, Act.YieldsAndFails, Act.GatedAndFails, Act.ThrowsCanceled, Act.LockThrows];

    private static readonly Act[] s_succeeding = [Act.Sync, Act.CompletedTask, Act.CompletedValueTask, Act.Yields, Act.Gated, Act.GatedUntilCanceled, Act.GatedCustom, Act.GatedFlowing, Act.Delayed];

    /// <summary>Whether a step that does this fails unless it is cancelled.</summary>
    public static bool Fails(this Act act) => s_failing.Contains(act);

    /// <summary>Whether the last part of such a step runs in the stack of the code that completes it, or after ConfigureAwait(false).</summary>
    public static bool EndsElsewhere(this Act act) =>
        act is Act.Gated or Act.GatedUntilCanceled or Act.GatedAndFails or Act.GatedCustom or Act.GatedFlowing or Act.Delayed;

    public static Act Choose(Random random, double failing) => random.NextDouble() < failing
        ? s_failing[random.Next(s_failing.Length)]
        : s_succeeding[random.Next(s_succeeding.Length)];
}
