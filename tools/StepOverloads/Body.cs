namespace AsyncFlow.StepOverloads;

/// <summary>What a step's function returns, and so how the step is added.</summary>
/// <param name="Suffix">What follows <c>Step</c> or <c>ForEach</c> in the name of the method that adds it.</param>
/// <param name="Returns">What the function returns; null for nothing.</param>
/// <param name="HasResult">Whether the step has a result.</param>
/// <param name="Add">The builder's method that all overloads of the kind call.</param>
/// <param name="StepDoc">What is added, for documentation.</param>
/// <param name="ElementDoc">The same of a step that calls the function for each element.</param>
public sealed record Body(string Suffix, string? Returns, bool HasResult, string Add, string StepDoc, string ElementDoc)
{
    /// <summary>All kinds, from the least to the most special.</summary>
    public static IReadOnlyList<Body> All { get; } =
    [
        new("", null, false, "AddAction", "a synchronous step, which runs on a worker thread", "a synchronous function"),
        new("", "TResult", true, "AddFunction", "a synchronous step with a result, which runs on a worker thread", "a synchronous function"),
        new("", "Task", false, "AddTask", "an asynchronous step", "an asynchronous function"),
        new("", "Task<TResult>", true, "AddTask", "an asynchronous step with a result", "an asynchronous function"),
        new("ValueTask", "ValueTask", false, "AddValueTask", "an asynchronous step whose function returns a <see cref=\"ValueTask\"/>", "a function that returns a <see cref=\"ValueTask\"/>"),
        new("ValueTask", "ValueTask<TResult>", true, "AddValueTask", "an asynchronous step whose function returns a <see cref=\"ValueTask{TResult}\"/>", "a function that returns a <see cref=\"ValueTask{TResult}\"/>"),
    ];

    /// <summary>Whether the function returns something to await.</summary>
    public bool IsAsync => Returns is not null and not "TResult";

    /// <summary>The type of the function.</summary>
    /// <param name="parameters">The types of its parameters.</param>
    public string Function(IEnumerable<string> parameters) =>
        Returns is null ? $"Action<{string.Join(", ", parameters)}>" : $"Func<{string.Join(", ", parameters.Append(Returns))}>";

    /// <summary>The type of the call that wraps the function.</summary>
    /// <param name="prefix">What its name begins with.</param>
    /// <param name="parameters">The types of the function's parameters, without the last.</param>
    public string CallType(string prefix, IEnumerable<string> parameters) =>
        Generic(Returns is null ? $"{prefix}Action" : $"{prefix}Func", Returns is null ? parameters : parameters.Append(Returns));

    /// <summary>A name with type parameters, if there are some.</summary>
    public static string Generic(string name, IEnumerable<string> types) => types.Any() ? $"{name}<{string.Join(", ", types)}>" : name;
}
