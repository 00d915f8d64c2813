using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace AsyncFlow.Generator.Tests.StraightLine;

/// <summary>A flow with steps that other threads than the caller's execute.</summary>
public interface IHasWorkers;

/// <summary>A flow whose steps do what a script says, and record what they see. Generated test flows derive from it.</summary>
public abstract class ScriptedFlow : IDisposable
{
    private static readonly AsyncLocal<int> s_local = new();

    private readonly Lock _gate = new();
    private readonly List<string> _trace = [];
    private readonly CancellationTokenSource _caller = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _semaphore = new(1);
    private readonly FlowLock _lock = new();
    private readonly FlowSemaphore _permits = new(2);
    private int _sources;

    /// <summary>What each step does; a step that is not here completes.</summary>
    public IReadOnlyDictionary<int, Behavior> Script { get; set; } = new Dictionary<int, Behavior>();

    /// <summary>The caller's token.</summary>
    public CancellationToken CallerToken { get; set; }

    /// <summary>What happened, in order.</summary>
    public string[] Trace
    {
        get
        {
            lock (_gate)
            {
                return [.. _trace];
            }
        }
    }

    /// <summary>How often the result of a source was taken, less the number of sources.</summary>
    public int TakenTwice => _sources;

    /// <summary>A token that <see cref="Behavior.CancelRun"/> cancels.</summary>
    public CancellationToken NewToken() => _caller.Token;

    /// <summary>Takes the locks that steps are to find held.</summary>
    public void TakeHeldLocks()
    {
        if (Script.Values.Contains(Behavior.FindLockHeld))
        {
            Assert.True(_lock.TryAcquire() && _permits.TryAcquire() && _permits.TryAcquire() && _semaphore.Wait(0));
        }

        if (Script.Values.Contains(Behavior.NeedDisposedLock))
        {
            _semaphore.Dispose();
        }
    }

    /// <summary>Opens the gate.</summary>
    public void Open()
    {
        _opened.TrySetResult();
        if (Script.Values.Contains(Behavior.FindLockHeld))
        {
            _lock.Release();
            _permits.Release();
            _permits.Release();
            _semaphore.Release();
        }
    }

    /// <summary>Which locks are free.</summary>
    public string Locks => $"{TakesAndReleases(_lock.TryAcquire, _lock.Release)} {TakesAndReleases(_permits.TryAcquire, _permits.Release)} {DescribeSemaphore()}";

    public void Dispose()
    {
        _caller.Dispose();
        _semaphore.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the current thread's contexts look like to a step or a caller.</summary>
    public static string Contexts => $"local {s_local.Value}, context {SynchronizationContext.Current?.GetType().Name ?? "none"}";

    /// <summary>Sets the value that steps must find unchanged.</summary>
    public static void SetLocal(int value) => s_local.Value = value;

    /// <summary>A lock of a step.</summary>
    protected FlowLock LockOf(int step) => BehaviorOf(step) switch
    {
        Behavior.NameNoLock => throw new InvalidOperationException($"no lock {step}"),
        Behavior.NeedNullLock => null!,
        _ => _lock,
    };

    /// <inheritdoc cref="LockOf"/>
    protected FlowSemaphore PermitsOf(int step) => BehaviorOf(step) == Behavior.NameNoLock ? throw new InvalidOperationException($"no permits {step}") : _permits;

    /// <inheritdoc cref="LockOf"/>
    protected SemaphoreSlim SemaphoreOf(int step) => BehaviorOf(step) == Behavior.NeedNullLock ? null! : _semaphore;

    protected Task RunTask(int step, CancellationToken token)
    {
        Begin(step, token, out Behavior behavior);
        return behavior switch
        {
            Behavior.ReturnNull => null!,
            Behavior.Complete => Task.CompletedTask,
            _ => ContinueAsync(step, behavior),
        };
    }

    protected Task<int> RunTaskOfInt(int step, int input, CancellationToken token)
    {
        Begin(step, token, out Behavior behavior, input);
        return behavior switch
        {
            Behavior.ReturnNull => null!,
            Behavior.Complete => Task.FromResult(input + 1),
            _ => WithResult(ContinueAsync(step, behavior), input + 1),
        };
    }

    protected ValueTask RunValueTask(int step, CancellationToken token)
    {
        Begin(step, token, out Behavior behavior);
        return behavior == Behavior.Complete ? default : new ValueTask(ContinueAsync(step, behavior));
    }

    protected ValueTask<int> RunValueTaskOfInt(int step, int input, CancellationToken token)
    {
        Begin(step, token, out Behavior behavior, input);
        return behavior == Behavior.Complete ? new(input + 1) : new(WithResult(ContinueAsync(step, behavior), input + 1));
    }

    protected ValueTask RunSource(int step, CancellationToken token)
    {
        Begin(step, token, out Behavior behavior);
        return new ValueTask(new Source(this, behavior == Behavior.Complete ? Task.CompletedTask : ContinueAsync(step, behavior)), 0);
    }

    protected Custom RunCustom(int step, int input, CancellationToken token)
    {
        Begin(step, token, out Behavior behavior, input);
        return behavior switch
        {
            Behavior.ReturnNull => null!,
            Behavior.Complete => new Custom(Task.FromResult(input + 1)),
            _ => new Custom(WithResult(ContinueAsync(step, behavior), input + 1)),
        };
    }

    protected int RunSync(int step, int input, CancellationToken token)
    {
        Begin(step, token, out _, input);
        return input + 1;
    }

    private static async Task<int> WithResult(Task task, int result)
    {
        await task.ConfigureAwait(false);
        return result;
    }

    private Behavior BehaviorOf(int step) => Script.TryGetValue(step, out Behavior behavior) ? behavior : Behavior.Complete;

    private void Begin(int step, CancellationToken token, out Behavior behavior, int input = 0)
    {
        behavior = BehaviorOf(step);
        string kind = token == CallerToken ? "caller's" : token.CanBeCanceled ? "own" : "none";
        lock (_gate)
        {
            _trace.Add($"{step}({input}) {Contexts}, token {kind}{(token.IsCancellationRequested ? " canceled" : "")}");
        }

        switch (behavior)
        {
            case Behavior.Throw:
                throw new InvalidOperationException($"thrown by {step}");
            case Behavior.CancelRun or Behavior.CancelRunAndSuspend:
                _caller.Cancel();
                behavior = behavior == Behavior.CancelRun ? Behavior.Complete : Behavior.Suspend;
                break;
            case Behavior.CancelRunAndThrow:
                _caller.Cancel();
                throw new OperationCanceledException(_caller.Token);
            case Behavior.ChangeExecutionContext:
                s_local.Value = 1000 + step;
                behavior = Behavior.Complete;
                break;
            case Behavior.ChangeSynchronizationContext:
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                behavior = Behavior.Complete;
                break;
            case Behavior.ChangeContextsAndSuspend or Behavior.ChangeContextsAndThrow or Behavior.ChangeContextsAndFail:
                s_local.Value = 1000 + step;
                SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                behavior = behavior switch
                {
                    Behavior.ChangeContextsAndThrow => throw new InvalidOperationException($"thrown by {step}"),
                    Behavior.ChangeContextsAndFail => Behavior.Fail,
                    _ => Behavior.Suspend,
                };
                break;
            case Behavior.ReleaseLocks:
                TryRelease(_lock.Release);
                TryRelease(_permits.Release);
                behavior = Behavior.Complete;
                break;
            case Behavior.FindLockHeld or Behavior.NameNoLock or Behavior.NeedNullLock or Behavior.NeedDisposedLock:
                behavior = Behavior.Complete;
                break;
        }
    }

    private Task ContinueAsync(int step, Behavior behavior) => behavior switch
    {
        Behavior.Suspend => WaitAsync(step, fails: false),
        Behavior.FailLater => WaitAsync(step, fails: true),
        Behavior.Fail => Task.FromException(new InvalidOperationException($"failed by {step}")),
        Behavior.BeCanceled => Task.FromCanceled(new CancellationToken(canceled: true)),
        Behavior.ReturnNull => Task.CompletedTask,
        _ => throw new NotSupportedException(behavior.ToString()),
    };

    private async Task WaitAsync(int step, bool fails)
    {
        await _opened.Task.ConfigureAwait(false);
        if (fails)
        {
            throw new InvalidOperationException($"failed later by {step}");
        }
    }

    private string DescribeSemaphore()
    {
        try
        {
            return TakesAndReleases(() => _semaphore.Wait(0), () => _semaphore.Release());
        }
        catch (ObjectDisposedException)
        {
            return "disposed";
        }
    }

    private static string TakesAndReleases(Func<bool> take, Action release)
    {
        if (!take())
        {
            return "held";
        }

        release();
        return "free";
    }

    private static void TryRelease(Action release)
    {
        try
        {
            release();
        }
        catch (SynchronizationLockException)
        {
            // The step holds no such lock.
        }
    }

    /// <summary>An awaitable of the user's own.</summary>
    public sealed class Custom(Task<int> task)
    {
        public Awaiter GetAwaiter() => new(task);

        public readonly struct Awaiter(Task<int> task) : ICriticalNotifyCompletion
        {
            public bool IsCompleted => task.IsCompleted;

            public int GetResult() => task.GetAwaiter().GetResult();

            public void OnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().OnCompleted(continuation);

            public void UnsafeOnCompleted(Action continuation) => task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
        }
    }

    // The result of a source may be taken once.
    private sealed class Source : IValueTaskSource
    {
        private readonly ScriptedFlow _flow;
        private readonly Task _task;
        private int _taken;

        public Source(ScriptedFlow flow, Task task) => (_flow, _task) = (flow, task);

        public ValueTaskSourceStatus GetStatus(short token) => !_task.IsCompleted ? ValueTaskSourceStatus.Pending
            : _task.IsCompletedSuccessfully ? ValueTaskSourceStatus.Succeeded
            : _task.IsCanceled ? ValueTaskSourceStatus.Canceled
            : ValueTaskSourceStatus.Faulted;

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => continuation(state));

        public void GetResult(short token)
        {
            if (Interlocked.Increment(ref _taken) > 1)
            {
                Interlocked.Increment(ref _flow._sources);
            }

            _task.GetAwaiter().GetResult();
        }
    }
}
