namespace AsyncFlow.Reports;

/// <summary>A step of an analyzed run, or of a run within it.</summary>
/// <param name="Report">The step's report.</param>
/// <param name="Outer">The step around it, as an index of all steps; -1 for none.</param>
/// <param name="First">The first of its nodes in the timing graph. Those of the steps within it follow.</param>
/// <param name="Last">The last of its nodes.</param>
internal readonly record struct AnalyzedStep(StepReport Report, int Outer, int First, int Last);
