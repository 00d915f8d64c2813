using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>What became of the elements of a step. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DurableOutcomes<T>
{
    internal DurableOutcomes(IReadOnlyList<StepOutcome<T>> outcomes) => Outcomes = outcomes;

    /// <summary>One outcome for each element, in the order of the list.</summary>
    public IReadOnlyList<StepOutcome<T>> Outcomes { get; }
}
