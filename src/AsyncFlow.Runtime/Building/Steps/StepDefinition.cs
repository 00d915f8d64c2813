using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>Makes the cell of a step in a run, given those of the steps before it.</summary>
internal delegate StepCell CellMaker(FlowRun run, int step, StepCell[] cells);

/// <summary>All there is to know of a step of a flow built at run time. Shared by all runs.</summary>
/// <param name="Planned">The step in the plan.</param>
/// <param name="Locks">Its locks.</param>
/// <param name="Condition">Makes the question whether the step is to run, given the cells of a run; null for always.</param>
/// <param name="MakeCell">Makes its cell in a run.</param>
internal sealed record StepDefinition(StepDescriptor Planned, object[] Locks, Func<StepCell[], Func<bool>>? Condition, CellMaker MakeCell);
