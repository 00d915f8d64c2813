using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes how something that was called is waited for: a step, or a step's function for one element.</summary>
/// <param name="writer">Where to.</param>
/// <param name="awaited">How.</param>
/// <param name="step">The index of what is waited for, in the run that waits.</param>
/// <param name="awaiter">The place that keeps the awaiter while it is, where the run does not.</param>
/// <param name="result">The place of the result, and its type; null where nobody takes it.</param>
internal sealed class AwaitEmitter(CodeWriter writer, AwaitModel awaited, string step, string awaiter, (string Place, string Type)? result)
{
    private readonly string _store = result is { } kept ? $"{kept.Place} = " : "";

    /// <summary>The call and all that follows it as one expression, which <c>Start</c> returns; null if it takes statements.</summary>
    public string? StartText(string call) => (awaited.IsStoredByRun, awaited.IsTask, result) switch
    {
        (true, _, null) => $"Await({step}, {call})",
        (true, _, var (place, type)) => $"Await<{type}>({step}, {call}, ref {place})",
        (_, true, var (place, type)) => $"Await<{type}>({step}, {call}, ref {awaiter}, ref {place})",
        _ => null,
    };

    /// <summary>Writes the call and what follows it, up to the end of a method that returns what <c>Start</c> does.</summary>
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

    /// <summary>Takes the result in the end; null if that takes statements, or if the run does it by itself.</summary>
    public string? FinishText => (awaited.IsStoredByRun, awaited.IsTask, result) switch
    {
        (true, _, { Type: var type }) => $"{_store}Awaited<{type}>({step})",
        (false, true, not null) => $"{_store}Awaited(ref {awaiter})",
        _ => null,
    };

    /// <summary>Writes how the result is taken where it takes statements. The awaiter is let go first: it may throw, and the run is used again.</summary>
    public void WriteFinish()
    {
        writer.Write($"var awaiter = {awaiter};");
        writer.Write($"{awaiter} = default!;");
        writer.Write($"{_store}awaiter.GetResult();");
    }
}
