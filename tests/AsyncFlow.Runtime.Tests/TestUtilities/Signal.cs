using System.Runtime.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// An awaitable without a task. It calls its continuation inline in <see cref="Set"/>, on the stack of the setter.
/// </summary>
internal sealed class Signal
{
    private static readonly Action s_set = static () => { };

    private Exception? _failure;
    private long _result;

    // Null until there is a waiter; s_set once set.
    private Action? _continuation;

    /// <summary>Completes on the stack that registers the continuation, if it is not set before.</summary>
    public bool CompletesWhenAsked { get; init; }

    public Awaiter GetAwaiter() => new(this);

    public static Signal Completed(long result)
    {
        Signal signal = new();
        signal.Set(result);
        return signal;
    }

    public void Set(long result)
    {
        _result = result;
        Complete();
    }

    public void Fail(Exception failure)
    {
        _failure = failure;
        Complete();
    }

    private void Complete()
    {
        if (Interlocked.Exchange(ref _continuation, s_set) is { } continuation)
        {
            ForeignStack.Run(continuation);
        }
    }

    internal readonly struct Awaiter(Signal signal) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => ReferenceEquals(Volatile.Read(ref signal._continuation), s_set);

        public long GetResult() => signal._failure is null ? signal._result : throw signal._failure;

        public void OnCompleted(Action continuation) => throw new NotSupportedException("UnsafeOnCompleted must be called instead.");

        public void UnsafeOnCompleted(Action continuation)
        {
            if (signal.CompletesWhenAsked || Interlocked.CompareExchange(ref signal._continuation, continuation, null) is not null)
            {
                // Set while the step suspended: the continuation runs on the stack that registers it.
                ForeignStack.Run(continuation);
            }
        }
    }
}

/// <summary>A <see cref="Signal"/> whose awaiter has only OnCompleted.</summary>
internal sealed class FlowingSignal(Signal signal)
{
    public Awaiter GetAwaiter() => new(signal.GetAwaiter());

    internal readonly struct Awaiter(Signal.Awaiter awaiter) : INotifyCompletion
    {
        public bool IsCompleted => awaiter.IsCompleted;

        public long GetResult() => awaiter.GetResult();

        public void OnCompleted(Action continuation) => awaiter.UnsafeOnCompleted(continuation);
    }
}
