namespace AsyncFlow.Generator.Model;

/// <summary>How a journal keeps the result of a step, or that of each element.</summary>
/// <param name="Version">The version of the step's code.</param>
/// <param name="Result">The type of the result, for <c>typeof</c>; null for none.</param>
/// <param name="Item">The type of the elements, if their list is not kept; otherwise null.</param>
internal sealed record KeptModel(int Version, string? Result, string? Item);
