using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Makes a run's own step, given those before it in the same run.</summary>
internal delegate BuiltStep StepMaker(FlowRun run, int step, BuiltStep[] steps);

/// <summary>Makes the condition of a run's step, given the steps of the run.</summary>
internal delegate Func<bool> ConditionMaker(BuiltStep[] steps);

/// <summary>The part of one step of a flow built at run time that all runs share. Immutable.</summary>
/// <param name="Locks">The step's locks.</param>
/// <param name="Condition">Makes its condition; null if it always runs.</param>
/// <param name="IsResultUsed">Whether another step or the flow's output takes its result.</param>
/// <param name="Make">Makes a run's own step.</param>
internal sealed record StepTemplate(object[] Locks, ConditionMaker? Condition, bool IsResultUsed, StepMaker Make);
