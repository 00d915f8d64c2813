using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes how one step starts and, if it can suspend, how it finishes. Small methods, one for each step: a single method with
/// the code of hundreds of steps would be beyond what the JIT optimises.
/// </summary>
internal sealed class StepEmitter(CodeWriter writer, StepModel step, int index)
{
    private readonly string _store = step.ResultType is null ? "" : $"_result{index} = ";

    public void Write()
    {
        using (writer.Open($"private bool Start{step.Identifier}()"))
        {
            if (step.Await is { } awaited)
            {
                WriteAwait(awaited);
            }
            else
            {
                writer.Write($"{_store}{Call};");
            }

            writer.Write("return true;");
        }

        writer.Gap();
        if (step.Await is not null)
        {
            WriteFinish();
        }
    }

    private string Call => $"{step.Call}({string.Join(", ", step.Arguments.Select(static argument => argument.Parameter is { } name ? $"{name}: {argument.Value}" : argument.Value))})";

    private void WriteAwait(AwaitModel awaited)
    {
        string awaitable = awaited.CanBeNull ? $"NotNull({index}, {Call})" : Call;
        writer.Write($"var awaiter = {awaitable}{(awaited.IsTask ? ".ConfigureAwait(false)" : "")}.GetAwaiter();");
        using (writer.Open("if (!awaiter.IsCompleted)"))
        {
            writer.Write($"_awaiter{index} = awaiter;");
            writer.Write($"return {(awaited.IsCritical ? "Suspend" : "SuspendFlowing")}({index}, awaiter);");
        }

        writer.Gap();
        writer.Write($"{_store}awaiter.GetResult();");
    }

    // The awaiter is let go first: it may throw, and the run is used again.
    private void WriteFinish()
    {
        using (writer.Open($"private void Finish{step.Identifier}()"))
        {
            writer.Write($"var awaiter = _awaiter{index};");
            writer.Write($"_awaiter{index} = default!;");
            writer.Write($"{_store}awaiter.GetResult();");
        }

        writer.Gap();
    }
}
