using AsyncFlow.CompilerServices;
using AsyncFlow.Execution;

namespace AsyncFlow;

/// <summary>Where a run keeps the results of its <see cref="KeepAttribute">[Keep]</see> steps, so that a later run can go on from there.</summary>
/// <remarks>See <see cref="FileJournal"/>, which keeps them in a file.</remarks>
public abstract class FlowJournal
{
    // The engine knows journals only by this class and RunJournal: a program that uses none then contains none of their code.
    private protected FlowJournal() { }

    /// <summary>A run begins.</summary>
    /// <param name="plan">The plan of its flow.</param>
    /// <param name="steps">Gives the inputs and results.</param>
    internal abstract RunJournal Open(FlowPlan plan, FlowSteps steps);
}
