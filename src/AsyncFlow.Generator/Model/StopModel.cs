namespace AsyncFlow.Generator.Model;

/// <summary>The methods that stop what the steps of a flow have started.</summary>
/// <param name="Stops">The methods, in the order of their steps; none for a flow with errors.</param>
/// <param name="Kept">The results that the methods need, and that each run therefore keeps.</param>
/// <param name="KeptClass">The name of the class that keeps the results of a run.</param>
/// <param name="KeptField">The field of the flow with those of the last run.</param>
internal sealed record LifetimeModel(EquatableArray<StopModel> Stops, EquatableArray<KeptResultModel> Kept, string KeptClass, string KeptField);

/// <summary>A method that stops what a step has started.</summary>
/// <param name="Step">The index of the step.</param>
/// <param name="Name">The name of the method.</param>
/// <param name="IsAsync">Whether it returns an awaitable.</param>
/// <param name="Call">The call, with <c>cancellationToken</c> for the token: a statement, or an expression of type <c>ValueTask</c>.</param>
internal sealed record StopModel(int Step, string Name, bool IsAsync, string Call);

/// <summary>A result that a method needs to stop a step.</summary>
/// <param name="Step">The index of the step that produces it.</param>
/// <param name="Type">The type.</param>
internal sealed record KeptResultModel(int Step, string Type);
