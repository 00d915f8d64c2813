using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes how something that was called is waited for: a step, or a step's function for one element.</summary>
/// <param name="writer">Where to.</param>
/// <param name="awaited">How.</param>
/// <param name="step">The index of what is waited for, in the run that waits.</param>
/// <param name="awaiter">The place that keeps the awaiter while it is.</param>
/// <param name="store">What takes the result, with its <c>=</c>; empty where nothing does.</param>
internal sealed class AwaitEmitter(CodeWriter writer, AwaitModel awaited, string step, string awaiter, string store)
{
    /// <summary>Writes the call and what follows it, up to the end of a method that returns what <c>Start</c> does.</summary>
    public void WriteStart(string call)
    {
        if (awaited.IsPlainTask)
        {
            // What waits is the same code for all of them: the less there is of each, the more steps the processor's cache holds.
            writer.Write($"return Await({step}, {call}, ref {awaiter});");
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
        writer.Write($"{store}awaiter.GetResult();");
        writer.Write("return true;");
    }

    /// <summary>Writes how the result is taken in the end. The awaiter is let go first: it may throw, and the run is used again.</summary>
    public void WriteFinish()
    {
        writer.Write($"var awaiter = {awaiter};");
        writer.Write($"{awaiter} = default!;");
        writer.Write($"{store}awaiter.GetResult();");
    }
}
