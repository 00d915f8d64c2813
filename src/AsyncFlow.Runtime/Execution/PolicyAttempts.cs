using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// One execution under policies: counts the attempts that they start, and ends only when all of these have ended. Meant for generated code.
/// </summary>
/// <remarks>Thread-safe: a policy may have several attempts run at the same time.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PolicyAttempts
{
    // All guarded by _gate.
    private readonly object _gate = new();
    private int _started;
    private int _running;
    private bool _hasEnded;
    private TaskCompletionSource? _allEnded;

    private protected PolicyAttempts()
    {
    }

    /// <summary>What is attempted, at the start of a sentence: <c>Step 'Load' of flow 'Checkout'</c>.</summary>
    private protected abstract string Subject { get; }

    /// <summary>How many attempts have started. Final when the execution has ended.</summary>
    private protected int Started => Volatile.Read(ref _started);

    /// <summary>A policy, which must not be null.</summary>
    /// <param name="policy">What the member holds.</param>
    /// <param name="name">The name of the member.</param>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    public TPolicy NotNull<TPolicy>(TPolicy? policy, string name) where TPolicy : class => policy
        ?? throw new InvalidOperationException($"{Subject} needs policy '{name}', which is null. Assign one before the flow runs.");

    /// <summary>An attempt is made. Call <see cref="Leave"/> when it has ended.</summary>
    /// <exception cref="InvalidOperationException">The execution has ended.</exception>
    private protected void Enter()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                throw new InvalidOperationException($"{Subject} cannot be attempted once it has ended. A policy has to await the attempts that it starts.");
            }

            _running++;
        }
    }

    /// <summary>An attempt starts what is attempted.</summary>
    /// <returns>The number of the attempt, from 1.</returns>
    private protected int Start() => Interlocked.Increment(ref _started);

    /// <summary>An attempt has ended.</summary>
    private protected void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _allEnded?.SetResult();
            }
        }
    }

    /// <summary>The policies have given a result. Waits for the attempts that still run.</summary>
    private protected async ValueTask EndAsync()
    {
        Task? running = null;
        lock (_gate)
        {
            _hasEnded = true;
            if (_running > 0)
            {
                _allEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                running = _allEnded.Task;
            }
        }

        if (running is not null)
        {
            await running;
        }
    }
}
