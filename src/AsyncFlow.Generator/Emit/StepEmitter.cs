using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes how one step starts and, if it can suspend, how it finishes. Small methods, one for each step: a single method with
/// the code of hundreds of steps would be beyond what the JIT optimises.
/// </summary>
internal sealed class StepEmitter(CodeWriter writer, StepModel step, int index, string run)
{
    private readonly string _store = step.ResultType is null ? "" : $"_result{index} = ";

    public void Write()
    {
        using (writer.Open($"private bool Start{step.Identifier}()"))
        {
            if (step.ForEach is { } each)
            {
                WriteElements(each);
            }
            else if (step.Await is { } awaited)
            {
                WriteAwait(awaited);
            }
            else
            {
                writer.Write($"{_store}{Call};");
                writer.Write("return true;");
            }
        }

        writer.Gap();
        if (step.Await is not null)
        {
            WriteFinish();
        }

        if (step.ForEach is not null)
        {
            new ForEachEmitter(writer, step, index, run).Write();
        }
    }

    private string Call => step.SubFlow switch
    {
        null => step.CallText(),
        { IsByInterface: true } => $"FlowOf({index}, ({Names.Flow}?){step.Call}).ExecuteAsync(Nested({index}), Token)",
        _ => $"FlowOf({index}, {step.Call}).ExecuteAsync(Nested({index}), Token)",
    };

    // The results are there before the elements are worked on, but nobody looks at them until all are.
    private void WriteElements(ForEachModel each)
    {
        writer.Write($"var elements = new {ForEachEmitter.ClassOf(step)}(this, _result{each.Source});");
        if (step.ResultType is not null)
        {
            writer.Write($"_result{index} = elements.Results;");
        }

        writer.Write($"return Await({index}, elements.ExecuteAsync(), ref _awaiter{index});");
    }

    private void WriteAwait(AwaitModel awaited)
    {
        if (awaited.IsPlainTask)
        {
            // What waits is the same code for all of them: the less there is of each, the more steps the processor's cache holds.
            writer.Write($"return Await({index}, {Call}, ref _awaiter{index});");
            return;
        }

        string awaitable = awaited.CanBeNull ? $"NotNull({index}, {Call})" : Call;
        writer.Write($"var awaiter = {awaitable}{(awaited.IsTask ? ".ConfigureAwait(false)" : "")}.GetAwaiter();");
        using (writer.Open("if (!awaiter.IsCompleted)"))
        {
            writer.Write($"_awaiter{index} = awaiter;");
            writer.Write($"return {(awaited.IsCritical ? "Suspend" : "SuspendFlowing")}({index}, awaiter);");
        }

        writer.Gap();
        writer.Write($"{_store}awaiter.GetResult();");
        writer.Write("return true;");
    }

    // The awaiter is let go first: it may throw, and the run is used again.
    private void WriteFinish()
    {
        using (writer.Open($"private void Finish{step.Identifier}()"))
        {
            writer.Write($"var awaiter = _awaiter{index};");
            writer.Write($"_awaiter{index} = default!;");
            writer.Write($"{(step.ForEach is null ? _store : "")}awaiter.GetResult();");
        }

        writer.Gap();
    }
}
