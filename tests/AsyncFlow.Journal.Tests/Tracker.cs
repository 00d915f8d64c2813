using System.Collections.Concurrent;

namespace AsyncFlow.Journal.Tests;

/// <summary>What the steps of a test do, and what they have done. Thread-safe.</summary>
public sealed class Tracker
{
    private readonly ConcurrentDictionary<string, int> _executions = new();

    /// <summary>Called when a step runs.</summary>
    public Action<string>? Running { get; set; }

    /// <summary>The steps that have run, in alphabetical order, each as often as it has.</summary>
    public string All => string.Join(' ', _executions.OrderBy(static step => step.Key, StringComparer.Ordinal).Select(static step => step.Value == 1 ? step.Key : $"{step.Key}*{step.Value}"));

    public void Run(string step)
    {
        _executions.AddOrUpdate(step, 1, static (_, count) => count + 1);
        Running?.Invoke(step);
    }

    public int Executions(string step) => _executions.GetValueOrDefault(step);

    public void Clear() => _executions.Clear();

    /// <summary>Has a step fail.</summary>
    public void Fail(params string[] steps) => Running = step =>
    {
        if (steps.Contains(step))
        {
            throw new InvalidOperationException($"{step} failed");
        }
    };
}
