using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>Makes a run's own step, given those before it in the same run.</summary>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="steps">The steps of the run.</param>
/// <param name="template">The part of the step that all runs share.</param>
internal delegate BuiltStep StepMaker(FlowRun run, int step, BuiltStep[] steps, StepTemplate template);

/// <summary>Makes the condition of a run's step, given the steps of the run.</summary>
internal delegate Func<bool> ConditionMaker(BuiltStep[] steps);

/// <summary>The part of one step of a flow built at run time that all runs share. Immutable.</summary>
/// <param name="Locks">The step's locks.</param>
/// <param name="Condition">Makes its condition; null if it always runs.</param>
/// <param name="IsResultUsed">Whether another step or the flow's output takes its result.</param>
/// <param name="Policies">Its policies, outermost first; null for none.</param>
/// <param name="Stream">How its elements come and go one by one; null if they are lists, or there are none.</param>
/// <param name="Make">Makes a run's own step.</param>
internal sealed record StepTemplate(object[] Locks, ConditionMaker? Condition, bool IsResultUsed, IStepPolicy[]? Policies, ElementStream? Stream, StepMaker Make);

/// <summary>How a step takes elements, or gives results, one by one.</summary>
/// <param name="From">The step whose elements it takes one by one; -1 if it takes a list.</param>
/// <param name="KeepsList">Whether a step or the caller takes the list of all results.</param>
/// <param name="KeepsOutcomes">Whether a step takes the outcomes of the elements.</param>
internal sealed record ElementStream(int From, bool KeepsList, bool KeepsOutcomes);
