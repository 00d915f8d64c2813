namespace AsyncFlow.Runtime.Tests;

/// <summary>Tests that measure, or that need all cores. They do not run in parallel with other tests.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
