using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes how one step starts and, if it can suspend, how it finishes. Small methods, one for each step: a single method with
/// the code of hundreds of steps would be beyond what the JIT optimises.
/// </summary>
internal sealed class StepEmitter(CodeWriter writer, StepModel step, int index, string run)
{
    private readonly string _store = step.ResultType is null ? "" : $"_result{index} = ";

    // A list of results is stored before its elements are worked on.
    private readonly AwaitEmitter? _await = step.Await is { } awaited
        ? new(writer, awaited, index.ToString(CultureInfo.InvariantCulture), $"_awaiter{index}", step.ResultType is null || step.ForEach is not null ? "" : $"_result{index} = ")
        : null;

    public void Write()
    {
        using (writer.Open($"private bool Start{step.Identifier}()"))
        {
            WriteStart();
        }

        writer.Gap();
        if (_await is not null)
        {
            using (writer.Open($"private void Finish{step.Identifier}()"))
            {
                _await.WriteFinish();
            }

            writer.Gap();
        }

        if (step.ForEach is not null)
        {
            new ForEachEmitter(writer, step, index, run).Write();
        }
    }

    private void WriteStart()
    {
        if (step.ForEach is { } each)
        {
            WriteElements(each);
        }

        if (_await is not null)
        {
            _await.WriteStart(Call);
        }
        else
        {
            writer.Write($"{_store}{Call};");
            writer.Write("return true;");
        }
    }

    private string Call => step.SubFlow switch
    {
        null => step.ForEach is null ? step.CallText() : "elements.ExecuteAsync()",
        { IsByInterface: true } => $"FlowOf({index}, ({Names.Flow}?){step.Call}).ExecuteAsync(Nested({index}), Token)",
        _ => $"FlowOf({index}, {step.Call}).ExecuteAsync(Nested({index}), Token)",
    };

    // The results are there before the elements are worked on, but nobody looks at them until all are.
    private void WriteElements(ForEachModel each)
    {
        writer.Write($"var elements = new {ForEachEmitter.ClassOf(step)}(this, _result{each.Source});");
        if (step.ResultType is not null)
        {
            writer.Write($"{_store}elements.Results;");
        }
    }
}
