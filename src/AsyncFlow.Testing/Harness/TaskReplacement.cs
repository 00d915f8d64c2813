namespace AsyncFlow.Testing.Harness;

/// <summary>Replacements whose result is itself a task. Used as a plain result it would not be awaited, and its failure would be lost.</summary>
internal static class TaskReplacement
{
    /// <summary>The replacement as an asynchronous one; null if its result is not a task.</summary>
    /// <exception cref="ArgumentException">The result is a task with a result, which is not a result of any step.</exception>
    public static Func<StepContext, Task>? WithoutResult<T>(string step, Func<StepContext, T> replacement)
    {
        if (typeof(T) == typeof(Task))
        {
            return (Func<StepContext, Task>)(object)replacement;
        }

        if (typeof(T) == typeof(ValueTask))
        {
            Func<StepContext, ValueTask> asynchronous = (Func<StepContext, ValueTask>)(object)replacement;
            return context => asynchronous(context).AsTask();
        }

        if (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() is { } definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>)))
        {
            string kind = definition == typeof(Task<>) ? "Task" : "ValueTask";
            throw new ArgumentException($"The replacement of step '{step}' gives a {kind} instead of a result. Use an async lambda, which returns a Task.", nameof(replacement));
        }

        return null;
    }
}
