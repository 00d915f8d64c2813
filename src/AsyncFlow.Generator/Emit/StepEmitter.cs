using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes how one step starts and, if it can suspend, how it finishes: in an arm of a switch where that will do, otherwise as a method
/// of its own.
/// </summary>
internal sealed class StepEmitter
{
    /// <summary>The local variable that takes the tasks of a switch's arms, to be awaited behind it.</summary>
    public const string LocalTask = "task";

    private readonly CodeWriter _writer;
    private readonly StepModel _step;
    private readonly int _index;
    private readonly string _run;
    private readonly string _store;
    private readonly AwaitEmitter? _await;

    public StepEmitter(CodeWriter writer, StepModel step, int index, string run)
    {
        (_writer, _step, _index, _run) = (writer, step, index, run);
        string result = $"_result{index}";
        _store = step.ResultType is null ? "" : $"{result} = ";

        // A list of results is stored before its elements are worked on.
        (string, string)? taken = step is { ResultType: { } type, ForEach: null } ? (result, type) : null;
        _await = step.Await is { } awaited ? new(writer, awaited, index.ToString(CultureInfo.InvariantCulture), $"_awaiter{index}", taken) : null;
    }

    /// <summary>Whether the step's arm leaves a task to be awaited behind the switch: the shorter the arms, the faster large flows.</summary>
    public bool LeavesTask => !HasOwnMethod && _step is { Await: not null, ResultType: null };

    /// <inheritdoc cref="CallTexts.TakesToken"/>
    public bool TakesToken => _step.TakesToken();

    // Anything but a reference takes a place of its own on the stack for each arm of a switch, which every call has to clear.
    private bool HasOwnMethod => _step.Await is { IsTaskObject: false };

    /// <summary>The statements that start the step, in an arm of a switch.</summary>
    /// <param name="token">Where the run's token is.</param>
    public string StartArm(string token)
    {
        string call = _step.CallText(token);
        return HasOwnMethod ? $"return Start{_step.Identifier}();"
            : LeavesTask ? $"{LocalTask} = {call}; break;"
            : _await is not null ? $"return {_await.StartText(call)};"
            : $"{_store}{call}; return true;";
    }

    /// <summary>What finishes the step when it has suspended; null if it cannot, or if the run does it by itself.</summary>
    public string? FinishArm => _await?.FinishText ?? (FinishTakesStatements ? $"Finish{_step.Identifier}()" : null);

    private bool FinishTakesStatements => _await is { FinishText: null } && _step.Await is { IsKeptByRun: false };

    /// <summary>Writes what the arms call.</summary>
    public void Write()
    {
        if (HasOwnMethod)
        {
            using (_writer.Open($"private bool Start{_step.Identifier}()"))
            {
                WriteStart(_await!);
            }

            _writer.Gap();
        }

        if (FinishTakesStatements)
        {
            using (_writer.Open($"private void Finish{_step.Identifier}()"))
            {
                _await!.WriteFinish();
            }

            _writer.Gap();
        }

        if (_step.ForEach is not null)
        {
            new ForEachEmitter(_writer, _step, _index, _run).Write();
        }
    }

    private void WriteStart(AwaitEmitter awaiting)
    {
        if (_step.ForEach is { } each)
        {
            // The results are there before the elements are worked on, but nobody looks at them until all are.
            _writer.Write($"var elements = new {ForEachEmitter.ClassOf(_step)}(this, _result{each.Source});");
            _writer.WriteLines("", _step.ResultType is null ? [] : [$"{_store}elements.Results;"]);
        }

        awaiting.WriteStart(_step.SubFlow switch
        {
            null => _step.ForEach is null ? _step.CallText() : "elements.ExecuteAsync()",
            { IsByInterface: true, InterfaceResult: var result } => $"FlowOf({_index}, ({Names.FlowOf(result)}?){_step.Call}).ExecuteAsync(Nested({_index}), Token)",
            _ => $"FlowOf({_index}, {_step.Call}).ExecuteAsync(Nested({_index}), Token)",
        });
    }
}
