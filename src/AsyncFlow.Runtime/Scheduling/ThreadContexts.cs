using System.Runtime.CompilerServices;

namespace AsyncFlow.Scheduling;

/// <summary>
/// Reads the two contexts of a thread from its own fields. <see cref="ExecutionContext.Capture"/> and <see cref="SynchronizationContext.Current"/>
/// look up the current thread on each call, which takes longer than everything else that a straight line does between two steps.
/// </summary>
/// <remarks>
/// The fields are internal to the runtime; .NET 8 to 10 have them, with and without NativeAOT. A runtime without them has no straight lines:
/// the engine, which uses public API only, runs every step.
/// </remarks>
internal static class ThreadContexts
{
    /// <summary>Whether this runtime has the fields.</summary>
    public static readonly bool AreReadable = Probe();

    /// <summary>The thread's execution context; null is the default one.</summary>
    /// <param name="thread">The current thread.</param>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    public static extern ref ExecutionContext? ExecutionContextOf(Thread thread);

    /// <summary>The thread's synchronization context; null if it has none.</summary>
    /// <param name="thread">The current thread.</param>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_synchronizationContext")]
    public static extern ref SynchronizationContext? SynchronizationContextOf(Thread thread);

    /// <summary>Restores the contexts of the current thread.</summary>
    /// <param name="context">What <see cref="ExecutionContextOf"/> returned.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Restore(ExecutionContext? context) => FlowingContexts.Restore(context ?? Default(null), null);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "Default")]
    private static extern ref ExecutionContext Default(ExecutionContext? type);

    private static bool Probe()
    {
        try
        {
            Thread thread = Thread.CurrentThread;
            _ = ExecutionContextOf(thread);
            _ = SynchronizationContextOf(thread);
            return Default(null) is not null;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }
}
