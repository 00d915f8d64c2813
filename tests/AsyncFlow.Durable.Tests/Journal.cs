using System.Collections.Concurrent;

namespace AsyncFlow.Durable.Tests;

/// <summary>What the steps of a test do, and what they have done.</summary>
public sealed class Journal
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, int> _executions = new();

    /// <summary>The idempotency keys of all executions.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    /// <summary>The steps that fail.</summary>
    public ConcurrentDictionary<string, bool> Failing { get; } = new();

    /// <summary>The steps that wait until they are opened.</summary>
    public ConcurrentDictionary<string, bool> Waiting { get; } = new();

    public async Task WaitAsync(string step, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Waiting.ContainsKey(step))
        {
            await PassAsync(step, cancellationToken);
        }
    }

    public int Executions(string step) => _executions.GetValueOrDefault(step);

    /// <summary>Notes an execution, and fails if it is to.</summary>
    public void Run(string step, string? key = null)
    {
        _executions.AddOrUpdate(step, 1, static (_, count) => count + 1);
        Keys.Enqueue(key ?? step);
        Open($"started {step}");
        if (Failing.ContainsKey(step))
        {
            throw new InvalidDataException($"{step} fails");
        }
    }

    public void Open(string gate) => Gate(gate).TrySetResult();

    public Task PassAsync(string gate, CancellationToken cancellationToken = default) => Gate(gate).Task.WaitAsync(cancellationToken);

    private TaskCompletionSource Gate(string name) => _gates.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
