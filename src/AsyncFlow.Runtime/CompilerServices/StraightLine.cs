using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AsyncFlow.Locks;
using AsyncFlow.Reports;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// A run as straight-line code on its caller's thread, without a run object. Meant for generated code, which calls the steps in the order of
/// the engine and leaves the line for the engine at the first step that does not complete at once.
/// </summary>
/// <remarks>A value of this type belongs to one call on one thread.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct StraightLine
{
    // One line in so many that begin on a thread is timed although its flow is known to be short: flows can become slower. Counted for each
    // thread, since a shared counter would be contended.
    private const int UntimedLines = 64;

    [ThreadStatic]
    private static int s_lines;

    // The caller's thread, null in a line that is not open, and its execution context, null for the default one.
    private readonly Thread? _thread;
    private readonly ExecutionContext? _context;
    private readonly CancellationToken _token;

    // 0 if the line is not timed.
    private readonly long _began;

    private StraightLine(Thread thread, long began, CancellationToken token) =>
        (_thread, _context, _began, _token) = (thread, ThreadContexts.ExecutionContextOf(thread), began, token);

    /// <summary>Whether the steps may be called; otherwise the engine has to run them all.</summary>
    public bool IsOpen => _thread is not null;

    /// <summary>Whether the caller has cancelled the run.</summary>
    public bool IsCanceled => _token.IsCancellationRequested;

    /// <summary>
    /// Whether the caller has been busy for so long that steps which are ready should go to other threads. Never in a line that is not timed.
    /// </summary>
    public bool TookLong => _began != 0 && IsLong(_began);

    /// <summary>Begins a line.</summary>
    /// <param name="token">The caller's token.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StraightLine Begin(CancellationToken token)
    {
        Thread thread = Thread.CurrentThread;
        return CanBegin(thread, token) ? new(thread, began: 0, token) : default;
    }

    /// <summary>Begins a line of a flow in which steps can wait for the caller's thread.</summary>
    /// <param name="pool">Remembers whether the flow is short.</param>
    /// <param name="token">The caller's token.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static StraightLine Begin(RunPool pool, CancellationToken token)
    {
        Thread thread = Thread.CurrentThread;
        return CanBegin(thread, token) ? new(thread, BeginTiming(pool), token) : default;
    }

    /// <summary>Remembers how long the line took, if it was timed.</summary>
    /// <param name="pool">The pool of the flow's runs.</param>
    public void End(RunPool pool)
    {
        if (_began != 0)
        {
            EndTiming(pool, _began);
        }
    }

    /// <summary>Whether the line goes on after a step: its task has completed successfully, and the run is not cancelled.</summary>
    /// <param name="task">What the step returned.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Continues(ValueTask task)
    {
        if (_token.IsCancellationRequested || (task != default && !TryTake(task)))
        {
            return false;
        }

        RestoreContexts();
        return true;
    }

    /// <inheritdoc cref="Continues(ValueTask)"/>
    /// <param name="task">What the step returned.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Continues([NotNullWhen(true)] Task? task)
    {
        if (task is null || !task.IsCompletedSuccessfully || _token.IsCancellationRequested)
        {
            return false;
        }

        RestoreContexts();
        return true;
    }

    /// <summary>Undoes what a step changed in the contexts of the thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RestoreContexts()
    {
        if (ThreadContexts.ExecutionContextOf(_thread!) != _context || ThreadContexts.SynchronizationContextOf(_thread!) is not null)
        {
            ThreadContexts.Restore(_context);
        }
    }

    /// <summary>
    /// As <see cref="Continues(Task)"/>, but never inlined: the code of a line of hundreds of steps has to pass through the processor's caches, so
    /// its size determines its speed.
    /// </summary>
    /// <param name="task">What the step returned.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool ContinuesFar([NotNullWhen(true)] Task? task) => Continues(task);

    /// <inheritdoc cref="ContinuesFar(Task)"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool ContinuesFar(ValueTask task) => Continues(task);

    /// <summary>As <see cref="RestoreContexts"/>, but never inlined.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void RestoreContextsFar() => RestoreContexts();

    /// <summary>Takes a lock that is free.</summary>
    /// <returns>False if it is not free, or not usable: the engine waits for it, or reports what is wrong.</returns>
    public static bool TryEnter([NotNullWhen(true)] FlowLock? needed) => needed is not null && ((IPermitLock)needed).Permits.TryAcquire();

    /// <inheritdoc cref="TryEnter(FlowLock)"/>
    public static bool TryEnter([NotNullWhen(true)] FlowSemaphore? needed) => needed is not null && ((IPermitLock)needed).Permits.TryAcquire();

    /// <inheritdoc cref="TryEnter(FlowLock)"/>
    public static bool TryEnter([NotNullWhen(true)] IFlowLock? needed) => needed is IPermitLock ours && ours.Permits.TryAcquire();

    /// <inheritdoc cref="TryEnter(FlowLock)"/>
    public static bool TryEnter([NotNullWhen(true)] SemaphoreSlim? needed)
    {
        try
        {
            return needed is not null && needed.Wait(0);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Releases a lock that the line took.</summary>
    /// <returns>False if that cannot be done: the engine reports what is wrong.</returns>
    public static bool TryExit(FlowLock held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return ((IPermitLock)held).Permits.TryRelease();
    }

    /// <inheritdoc cref="TryExit(FlowLock)"/>
    public static bool TryExit(FlowSemaphore held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return ((IPermitLock)held).Permits.TryRelease();
    }

    /// <inheritdoc cref="TryExit(FlowLock)"/>
    public static bool TryExit(IFlowLock held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return ((IPermitLock)held).Permits.TryRelease();
    }

    /// <inheritdoc cref="TryExit(FlowLock)"/>
    public static bool TryExit(SemaphoreSlim held)
    {
        ArgumentNullException.ThrowIfNull(held);
        try
        {
            held.Release();
            return true;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SemaphoreFullException)
        {
            return false;
        }
    }

    // Most steps that complete at once return the default, and then the code of all other cases is not in the way.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryTake(ValueTask task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            return false;
        }

        task.GetAwaiter().GetResult();
        return true;
    }

    // These are static and take what they need by value: calls with a reference to the line would keep it in memory.
    private static long BeginTiming(RunPool pool) => pool.IsShort && ++s_lines % UntimedLines != 0 ? 0 : Stopwatch.GetTimestamp();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndTiming(RunPool pool, long began) => pool.Remember(!IsLong(began));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsLong(long began) => Stopwatch.GetTimestamp() - began >= RunScheduler.AloneLimit;

    // What the engine needs a run object for: observers, a host that is not the default, a caller on whose thread no step may start, a caller
    // whose execution context does not flow, a stack without room.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool CanBegin(Thread thread, CancellationToken token) =>
        ThreadContexts.AreReadable
        && ThreadContexts.SynchronizationContextOf(thread) is null
        && (ThreadContexts.ExecutionContextOf(thread) is null || !ExecutionContext.IsFlowSuppressed())
        && !token.IsCancellationRequested
        && !EngineOnly.IsRequired
        && TaskScheduler.Current == TaskScheduler.Default
        && RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
