using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>A step that runs once for each element of a list. Meant for generated code.</summary>
/// <param name="Source">The index of the step that produces the list.</param>
/// <param name="MaxConcurrency">The maximum number of elements that are processed at the same time; 0 for no limit.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record DurableList(int Source, int MaxConcurrency);
