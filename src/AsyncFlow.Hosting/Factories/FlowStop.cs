using System.ComponentModel;

namespace AsyncFlow.Hosting;

/// <summary>A method that stops what a step has started. Meant for generated code.</summary>
/// <param name="step">The index of the step.</param>
/// <param name="name">The name of the method.</param>
/// <param name="isAsync">Whether the method returns something awaitable; any other one runs on a worker thread.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FlowStop(int step, string name, bool isAsync)
{
    /// <summary>The index of the step.</summary>
    public int Step { get; } = step;

    /// <summary>The name of the method.</summary>
    public string Name { get; } = name;

    /// <summary>Whether the method returns something awaitable.</summary>
    public bool IsAsync { get; } = isAsync;
}
