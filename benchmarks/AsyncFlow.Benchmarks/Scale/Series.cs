namespace AsyncFlow.Benchmarks.Scale;

/// <summary>A line of a plot.</summary>
internal sealed record Series(string Name, IReadOnlyList<(int X, double Y)> Points);
