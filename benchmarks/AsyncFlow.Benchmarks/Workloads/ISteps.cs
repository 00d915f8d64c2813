namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>The step methods of a generated flow, for callers without a flow.</summary>
internal interface ISteps<out T>
{
    T[] Steps { get; }
}

/// <summary>A step that takes up to three results; those that it does not take are ignored.</summary>
internal delegate Task<int> TypedStep(int first, int second, int third, CancellationToken ct);
