using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes the code that starts one step and, if it can suspend, finishes it: in an arm of a switch if possible, otherwise
/// in a separate method.
/// </summary>
internal sealed class StepEmitter
{
    /// <summary>The local variable for the tasks of the switch arms, which are awaited after the switch.</summary>
    public const string LocalTask = "task";

    private readonly CodeWriter _writer;
    private readonly StepModel _step;
    private readonly int _index;
    private readonly string _run;
    private readonly string _flow;
    private readonly string _store;
    private readonly AwaitEmitter? _await;

    // For each element of a list the elements have them.
    private readonly PolicyEmitter? _policy;

    public StepEmitter(CodeWriter writer, string flow, StepModel step, int index, string run)
    {
        (_writer, _step, _index, _run) = (writer, step, index, run);
        _policy = step is { Policy: not null, ForEach: null } ? new(writer, flow, step, index.ToString(CultureInfo.InvariantCulture), run) : null;
        _flow = flow;
        string result = $"_result{index}";
        _store = step.ResultType is null ? "" : $"{result} = ";

        // The list of results is stored before the elements are processed.
        (string, string)? used = step is { ResultType: { } type, ForEach: null } ? (result, type) : null;
        _await = step.Await is { } awaited ? new(writer, awaited, index.ToString(CultureInfo.InvariantCulture), $"_awaiter{index}", used) : null;
    }

    /// <summary>
    /// Whether the arm of the step leaves a task that is awaited after the switch. Large flows run faster with shorter
    /// arms.
    /// </summary>
    public bool LeavesTask => !HasOwnMethod && _step is { Await: not null, ResultType: null };

    /// <inheritdoc cref="CallTexts.TakesToken"/>
    public bool TakesToken => _step.TakesToken();

    // Each arm with a value type takes its own space in the stack frame, which every call must clear.
    private bool HasOwnMethod => _step.Await is { IsTaskObject: false };

    /// <summary>The statements that start the step, for an arm of the switch.</summary>
    /// <param name="token">The local with the step's token; null if there is none.</param>
    public string StartArm(string? token)
    {
        string call = _step.CallText(token is null || _step.IsStreamSource ? TokenText : token);
        return HasOwnMethod ? $"return Start{_step.Identifier}();"
            : LeavesTask ? $"{LocalTask} = {call}; break;"
            : _await is not null ? $"return {_await.StartText(call)};"
            : $"{_store}{call}; return true;";
    }

    /// <summary>The code that finishes the step after a suspension; null if it cannot suspend, or if the run does it.</summary>
    public string? FinishArm => FinishTakesStatements ? $"Finish{_step.Identifier}()" : null;

    /// <summary>The code that sets the result, of a suspended task or a replacement; null if the result is not used.</summary>
    public string? ResultArm => _step switch
    {
        { ResultType: null } => null,
        { ForEach: not null } => $"source.Replace(ref _result{_index})",

        // Not inferred: for a dynamic result, the field is an object.
        { Await: { IsTask: true, IsStoredByRun: false }, ResultType: var type } => $"source.CopyTo<{type}>(ref _result{_index}, ref _awaiter{_index})",
        _ => $"source.CopyTo(ref _result{_index})",
    };

    private string TokenText => $"{(_step.IsStreamSource ? "StreamToken" : "TokenOf")}({_index})";

    private bool FinishTakesStatements => _await is { FinishText: null } && _step.Await is { IsStoredByRun: false };

    /// <summary>Writes the methods that the arms call.</summary>
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

        _policy?.Write();
        if (_step.ForEach is not null)
        {
            new ForEachEmitter(_writer, _flow, _step, _index, _run).Write();
        }
    }

    private void WriteStart(AwaitEmitter awaiting)
    {
        if (_step.ForEach is { } each)
        {
            // The list exists before the elements are processed, but it is not read until all of them are complete.
            _writer.Write($"var elements = new {ForEachEmitter.ClassOf(_step)}(this, _result{each.Source});");
            string? list = _step.ResultType is null ? null : each.Stream is null ? "Results" : each.Stream.KeepsList || each.Stream.IsOutput ? "List" : null;
            _writer.WriteLines("", list is null ? [] : [$"{_store}elements.{list};"]);
            _writer.WriteLines("", each.HasOutcomes ? [$"_elements{_index} = elements;"] : []);
        }

        string token = TokenText;
        awaiting.WriteStart(_step switch
        {
            { ForEach: not null } => "elements.ExecuteAsync()",
            _ when _policy is not null => _policy.Call,
            { SubFlow: not null } => _step.FlowCallText(_index.ToString(CultureInfo.InvariantCulture), token),
            _ => _step.CallText(token),
        });
    }
}
