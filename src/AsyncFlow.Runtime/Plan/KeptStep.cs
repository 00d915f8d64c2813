using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>How a journal keeps the results of a step. Meant for generated code.</summary>
/// <param name="version">The version of the step's code.</param>
/// <param name="result">The type of the result, or of that of one element; null for none.</param>
/// <param name="item">
/// The type of the elements, if they may be others when the run is resumed; null if the step works on none, or on those of a list that is kept.
/// </param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KeptStep(int version, Type? result, Type? item = null)
{
    internal int Version => version;

    internal Type? Result => result;

    internal Type? Item => item;
}
