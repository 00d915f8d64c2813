namespace AsyncFlow.Runtime.Tests;

/// <summary>Tests that measure, or that need both cores: none runs at the same time as another test.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
