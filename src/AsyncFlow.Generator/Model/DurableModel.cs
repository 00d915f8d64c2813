namespace AsyncFlow.Generator.Model;

/// <summary>How an engine takes the flow apart. Only for <c>[Durable]</c> flows in projects that reference the package for them.</summary>
/// <param name="Fingerprint">A hash of all that a stored run depends on.</param>
/// <param name="Output">The type of the output, for <c>typeof</c>; null for none.</param>
/// <param name="InputRecord">The name of the record of the inputs.</param>
/// <param name="StepsClass">The name of the class that executes the steps.</param>
/// <param name="StartClass">The name of the class with the method that starts a run.</param>
/// <param name="StartAccessibility">The accessibility of that class and of the record.</param>
/// <param name="Payloads">The types that are stored.</param>
/// <param name="Steps">How the results of the steps are read.</param>
/// <param name="Signatures">A hash of the inputs, and one of each step with its name before it: what a stored run depends on, part by part.</param>
/// <param name="CompatibleWith">The fingerprints of older versions whose runs this one goes on with.</param>
internal sealed record DurableModel(string Fingerprint, string? Output, string InputRecord, string StepsClass, string StartClass, string StartAccessibility, EquatableArray<string> Payloads, EquatableArray<DurableStepModel> Steps, EquatableArray<string> Signatures, EquatableArray<string> CompatibleWith);

/// <summary>The result of a step in the store.</summary>
/// <param name="ResultType">The type of the result, or of the results of elements; null for none.</param>
/// <param name="VariableType">The type with which other steps take it; null for none.</param>
/// <param name="Source">The index of the step with the list; -1 for none.</param>
/// <param name="Locks">The expressions of the locks of the cluster.</param>
internal sealed record DurableStepModel(string? ResultType, string? VariableType, int Source, EquatableArray<string> Locks);
