namespace AsyncFlow.Testing.Simulation;

/// <summary>Something that can happen next in a simulation: a step starts, or code continues after an <c>await</c>.</summary>
/// <param name="Run">The run's index in the order in which the simulation first encountered its runs; -1 for code outside of any run.</param>
/// <param name="Step">The step; null for code outside of any step.</param>
/// <param name="Number">How many operations the step had before this one.</param>
/// <remarks>
/// The same operation of two executions that went the same way is equal, even if each execution had a plan object of its own.
/// </remarks>
internal readonly record struct Operation(int Run, StepInfo? Step, int Number) : IComparable<Operation>
{
    /// <summary>An order that does not depend on the order in which operations arrived from other threads.</summary>
    public int CompareTo(Operation other) => (Run, StepIndex, Number).CompareTo((other.Run, other.StepIndex, other.Number));

    /// <inheritdoc/>
    public bool Equals(Operation other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Run, StepIndex, Number);

    private int StepIndex => Step?.Index ?? -1;
}
