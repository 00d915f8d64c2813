namespace AsyncFlow.Generator.Model;

/// <summary>The policies of a step, or of each element's call.</summary>
/// <param name="Result">The type of the result; <c>ValueTuple</c> if there is none.</param>
/// <param name="HasResult">Whether there is a result.</param>
/// <param name="CallAwait">How the step's method is awaited; null for a synchronous method.</param>
/// <param name="Policies">The policies, outermost first.</param>
internal sealed record PolicyModel(string Result, bool HasResult, AwaitModel? CallAwait, EquatableArray<PolicyCallModel> Policies);

/// <summary>A policy.</summary>
/// <param name="Name">The name in the source.</param>
/// <param name="Value">The expression of the policy.</param>
/// <param name="IsPipeline">Whether it is a pipeline of Polly.</param>
internal sealed record PolicyCallModel(string Name, string Value, bool IsPipeline);
