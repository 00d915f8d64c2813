using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the code that awaits a call: of a step, or of a step's method for one element.</summary>
/// <param name="writer">The writer.</param>
/// <param name="awaited">How the call is awaited.</param>
/// <param name="step">The index of the step or element, in the run that awaits it.</param>
/// <param name="awaiter">The field that stores the awaiter, unless the run stores it.</param>
/// <param name="result">The field of the result and its type; null if the result is not used.</param>
internal sealed class AwaitEmitter(CodeWriter writer, AwaitModel awaited, string step, string awaiter, (string Field, string Type)? result)
{
    private readonly string _store = result is { } stored ? $"{stored.Field} = " : "";

    /// <summary>The call and its completion as one expression, which <c>Start</c> returns; null if statements are needed.</summary>
    public string? StartText(string call) => (awaited.IsStoredByRun, awaited.IsTask, result) switch
    {
        (true, _, null) => $"Await({step}, {call})",
        (true, _, var (field, type)) => $"Await<{type}>({step}, {call}, ref {field})",
        (_, true, var (field, type)) => $"Await<{type}>({step}, {call}, ref {awaiter}, ref {field})",
        _ => null,
    };

    /// <summary>Writes the call and its completion, up to the end of a method that returns the result of <c>Start</c>.</summary>
    public void WriteStart(string call)
    {
        if (StartText(call) is { } text)
        {
            writer.Write($"return {text};");
            return;
        }

        string awaitable = awaited.CanBeNull ? $"NotNull({step}, {call})" : call;
        writer.Write($"var awaiter = {awaitable}{(awaited.IsTask ? ".ConfigureAwait(false)" : "")}.GetAwaiter();");
        using (writer.Open("if (!awaiter.IsCompleted)"))
        {
            writer.Write($"{awaiter} = awaiter;");
            writer.Write($"return {(awaited.IsCritical ? "Suspend" : "SuspendFlowing")}({step}, awaiter);");
        }

        writer.Gap();
        writer.Write($"{_store}awaiter.GetResult();");
        writer.Write("return true;");
    }

    /// <summary>The expression that gets the result after a suspension; null if statements are needed, or if the run does it.</summary>
    public string? FinishText => (awaited.IsStoredByRun, awaited.IsTask, result) switch
    {
        (true, _, { Type: var type }) => $"{_store}Awaited<{type}>({step})",
        (false, true, not null) => $"{_store}Awaited(ref {awaiter})",
        _ => null,
    };

    /// <summary>
    /// Writes the statements that get the result after a suspension. They clear the awaiter first, because <c>GetResult</c>
    /// may throw and the run is reused.
    /// </summary>
    public void WriteFinish()
    {
        writer.Write($"var awaiter = {awaiter};");
        writer.Write($"{awaiter} = default!;");
        writer.Write($"{_store}awaiter.GetResult();");
    }
}
