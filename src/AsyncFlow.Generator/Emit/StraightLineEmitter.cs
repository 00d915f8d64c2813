using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes the straight line of a flow: the calls of its steps one after the other, and after each the cases in which the engine takes over. A short
/// line is one static method whose results are local variables, so that no run object is needed. A long one is split into methods of a size
/// that the JIT compiler optimizes; they are methods of the run, which stores the results.
/// </summary>
internal sealed class StraightLineEmitter
{
    /// <summary>The method that executes the flow.</summary>
    public const string Execute = "ExecuteInLine";

    /// <summary>The method that executes a flow with an output for a caller that does not need it.</summary>
    public const string ExecuteUntyped = "ExecuteInLineUntyped";

    // In larger methods the JIT compiler no longer inlines all of the checks after each step.
    private const int MaxStepsPerMethod = 25;

    private const string Run = "run";

    private readonly CodeWriter _writer;
    private readonly FlowModel _flow;
    private readonly StraightLine _line;
    private readonly bool _isLong;
    private readonly bool _isTimed;
    private readonly bool _takesToken;

    public StraightLineEmitter(CodeWriter writer, FlowModel flow, StraightLine line)
    {
        (_writer, _flow, _line) = (writer, flow, line);
        _isLong = line.Steps.Count > MaxStepsPerMethod;
        _isTimed = line.OthersWait.Any(static wait => wait);
        _takesToken = line.Steps.Any(TakesToken);
    }

    // The parameters have the names of the run's fields, so that the steps' arguments are the same everywhere.
    private string Parameters => string.Concat(_flow.Given().Select(static given => $"{given.Type} {given.Field}, "));

    private string Arguments => string.Concat(_flow.Given().Select(static given => $"{given.Field}, "));

    private string Rent => $"Rent({string.Join(", ", _flow.Given().Select(static given => given.Field))})";

    // The expression of the run where the line is left.
    private string TheRun => _isLong ? "this" : $"({Run} ??= {Rent})";

    // The checks are inlined into short lines, and called by long ones.
    private string Far => _isLong ? "Far" : "";

    private static string Result(int step) => $"_result{step}";

    public void Write()
    {
        if (_line.IsEmpty)
        {
            return;
        }

        WriteExecute(Execute, _flow.OutputType);
        if (_flow is { OutputType: not null, IsStatic: false })
        {
            WriteExecute(ExecuteUntyped, null);
        }

        _writer.Write("// Returns the run that goes on; null if every step has completed.");
        string output = _flow.OutputType is { } type ? $", out {type} output" : "";
        using (_writer.Open($"private static {_flow.RunName}? RunInLine({Parameters}{Names.Token} token{output})"))
        {
            _writer.WriteLines("", _flow.OutputType is null ? [] : ["output = default!;"]);
            _writer.Write($"{Names.StraightLine} line = {Names.StraightLine}.Begin({(_isTimed ? "Pool, " : "")}token);");
            if (_isLong)
            {
                WriteLong();
            }
            else
            {
                WriteShort();
            }
        }

        _writer.Gap();
        for (int part = 0; _isLong && part < PartCount; part++)
        {
            WritePart(part);
        }
    }

    private int PartCount => (_line.Steps.Count + MaxStepsPerMethod - 1) / MaxStepsPerMethod;

    private void WriteExecute(string name, string? output)
    {
        string argument = _flow.OutputType is null ? "" : output is null ? ", out _" : ", out var output";
        string run = _flow.OutputType is not null && output is null ? $"(({Names.Run}){Run})" : Run;
        _writer.Write($"internal static {Names.ValueTask}{(output is null ? "" : $"<{output}>")} {name}({Parameters}{Names.Token} token) =>");
        _writer.Write($"    RunInLine({Arguments}token{argument}) is {{ }} {Run} ? {run}.ResultAsync() : {(output is null ? "default" : $"new {Names.ValueTask}<{output}>(output)")};");
        _writer.Gap();
    }

    private void WriteShort()
    {
        using (_writer.Open("if (!line.IsOpen)"))
        {
            WriteBegin($"var all = {Rent};", "all");
        }

        _writer.Gap();
        _writer.Write($"{_flow.RunName}? {Run} = null;");
        foreach (int step in _line.Steps.Where(step => _flow.Steps[step].ResultType is not null).OrderBy(static step => step))
        {
            _writer.Write($"{_flow.Steps[step].ResultType} {Result(step)} = default!;");
        }

        WriteLocals(_line.Steps);
        if (_takesToken)
        {
            _writer.Write($"{Names.Token} beside = default;");
            _writer.Write($"{Names.TokenSource}? source = null;");
        }

        WriteSteps(0, _line.Steps.Count, () =>
        {
            if (!_line.IsComplete)
            {
                return;
            }

            if (_takesToken)
            {
                WriteLeave($"if ({Run} is not null)", null);
            }

            _writer.WriteLines("", _isTimed ? ["line.End(Pool);"] : []);
            _writer.WriteLines("", _flow.OutputType is null ? [] : [$"output = {Result(_flow.OutputStep)};"]);
            _writer.Write("return null;");
        });
        _writer.Write($"{Run} ??= {Rent};");
        foreach (int step in _line.Steps.Where(step => _flow.Steps[step].ResultType is not null))
        {
            _writer.Write($"{Run}.{Result(step)} = {Result(step)};");
        }

        WriteContinue($"{Run}.", _line.Steps, _takesToken ? "source" : "null");
        _writer.Write($"return {Run};");
    }

    private void WriteLong()
    {
        _writer.Write($"var {Run} = {Rent};");
        using (_writer.Open("if (!line.IsOpen)"))
        {
            WriteBegin(null, Run);
        }

        _writer.Gap();
        using (_writer.Open($"if ({string.Join(" || ", Enumerable.Range(0, PartCount).Select(part => $"!{Run}.RunPart{part}(line, token)"))})"))
        {
            _writer.Write($"return {Run};");
        }

        _writer.Gap();
        _writer.WriteLines("", _isTimed ? ["line.End(Pool);"] : []);
        if (!_line.IsComplete || _takesToken)
        {
            _writer.Write($"{Run}.Continue({_line.Steps.Count}, {Names.LineStop}.BeforeStep, default, null, null, token);");
            _writer.Write($"return {Run};");
            return;
        }

        _writer.WriteLines("", _flow.OutputType is null ? [] : [$"output = {Run}.{Result(_flow.OutputStep)};"]);
        _writer.Write($"{Run}.EndLine();");
        _writer.Write("return null;");
    }

    private void WritePart(int part)
    {
        int first = part * MaxStepsPerMethod;
        int end = Math.Min(first + MaxStepsPerMethod, _line.Steps.Count);
        List<int> steps = [.. _line.Steps.Skip(first).Take(end - first)];
        using (_writer.Open($"private bool RunPart{part}(in {Names.StraightLine} line, {Names.Token} token)"))
        {
            WriteLocals(steps, first);
            _writer.WriteLines("", steps.Any(TakesToken) ? [$"{Names.Token} beside = OpenToken(token);"] : []);
            WriteSteps(first, end, () => _writer.Write("return true;"));
            WriteContinue("", steps, "null");
            _writer.Write("return false;");
        }

        _writer.Gap();
    }

    private void WriteBegin(string? rent, string run)
    {
        _writer.WriteLines("", rent is null ? [] : [rent]);
        _writer.Write($"{run}.Begin(token);");
        _writer.Write($"return {run};");
    }

    private void WriteLocals(IReadOnlyList<int> steps, int at = 0)
    {
        _writer.Write($"int at = {at};");
        _writer.Write($"{Names.LineStop} stop = {Names.LineStop}.BeforeStep;");
        _writer.Write($"{Names.ValueTask} task = default;");
        _writer.Write($"{Names.Exception}? exception = null;");
        for (int i = 0; i < LockCount(steps); i++)
        {
            _writer.Write($"object? held{i} = null;");
        }
    }

    private int LockCount(IReadOnlyList<int> steps) => steps.Max(step => _flow.Steps[step].Locks.Count);

    private void WriteSteps(int first, int end, Action writeEnd)
    {
        using (_writer.Open("try"))
        {
            bool hasToken = _isLong;
            for (int position = first; position < end; position++)
            {
                int step = _line.Steps[position];
                if (!hasToken && TakesToken(step))
                {
                    _writer.Write($"beside = token.CanBeCanceled ? ({Run} = {Rent}).OpenToken(token) : (source = new {Names.TokenSource}()).Token;");
                    hasToken = true;
                }

                WriteStep(position, step);
            }

            writeEnd();
        }

        using (_writer.Open($"catch ({Names.Exception} thrown)"))
        {
            _writer.Write("exception = thrown;");
        }

        _writer.Gap();
        _writer.Write("leave:");
    }

    private void WriteStep(int position, int index)
    {
        StepModel step = _flow.Steps[index];
        using (_writer.Open($"// {PlanText.Name(step)}"))
        {
            WriteEnter(step);
            WriteCall(step, index);
            WriteExit(step);
            _writer.Write($"at = {position + 1};");
            if (_line.OthersWait[position])
            {
                WriteLeave("if (line.TookLong)", "TookLong");
            }
        }

        _writer.Gap();
    }

    // A lock counts as held when all are, so that an exception of the code that names one is told apart from one of the step.
    private void WriteEnter(StepModel step)
    {
        for (int i = 0; i < step.Locks.Count; i++)
        {
            _writer.Write($"var lock{i} = {step.Locks[i].Value};");
            IEnumerable<string> releases = Enumerable.Range(0, i).Reverse().Select(static taken => $"{Names.StraightLine}.TryExit(lock{taken});");
            WriteLeave($"if (!{Names.StraightLine}.TryEnter(lock{i}))", null, [.. releases]);
        }

        for (int i = step.Locks.Count - 1; i >= 0; i--)
        {
            _writer.Write($"held{i} = lock{i};");
        }
    }

    private void WriteExit(StepModel step)
    {
        for (int i = step.Locks.Count - 1; i >= 0; i--)
        {
            WriteLeave($"if (!{Names.StraightLine}.TryExit(lock{i}))", "OnRelease");
            _writer.Write($"held{i} = null;");
        }
    }

    private void WriteCall(StepModel step, int index)
    {
        string token = _line.RunsAlone[index] ? "token" : "beside";
        string call = step.CallText(token);
        if (step.SubFlow is not null)
        {
            _writer.Write($"var inner = {step.Call};");
            WriteLeave("if (inner is null)", null);
            call = step.InnerCallText("inner", token);
        }

        AwaitModel awaited = step.Await!;
        string store = step.ResultType is null ? "" : $"{Result(index)} = ";
        string notNull = $"{TheRun}.NotNull({index}, returned)";
        if (awaited.IsTaskObject)
        {
            _writer.Write($"var returned = {call};");
            WriteLeave($"if (!line.Continues{Far}(returned))", "OnTask", $"task = new {Names.ValueTask}({notNull});");
            _writer.WriteLines("", step.ResultType is null ? [] : [$"{store}returned.Result;"]);
        }
        else if (awaited.IsStoredByRun)
        {
            _writer.Write($"task = {call};");
            WriteLeave($"if (!line.Continues{Far}(task))", "OnTask");
        }
        else
        {
            WriteAwaiter(awaited, index, call, notNull);
            _writer.Write($"{store}{(awaited.IsTask ? "returned.GetAwaiter()" : "awaiter")}.GetResult();");
            _writer.Write($"line.RestoreContexts{Far}();");
        }
    }

    private void WriteAwaiter(AwaitModel awaited, int index, string call, string notNull)
    {
        string field = $"{TheRun}._awaiter{index}";
        _writer.Write($"var returned = {call};");
        if (awaited.IsTask)
        {
            WriteLeave("if (!returned.IsCompletedSuccessfully || line.IsCanceled)", "OnAwaiter", $"{field} = returned.ConfigureAwait(false).GetAwaiter();");
            return;
        }

        if (awaited.CanBeNull)
        {
            using CodeWriter.Block block = _writer.Open("if (returned is null)");
            _writer.Write($"{notNull};");
        }

        _writer.Write($"var awaiter = returned{(awaited.CanBeNull ? "!" : "")}.GetAwaiter();");
        WriteLeave("if (!awaiter.IsCompleted || line.IsCanceled)", "OnAwaiter", $"{field} = awaiter;");
    }

    // Without a reason the line is left before its next step.
    private void WriteLeave(string condition, string? stop, params string[] before)
    {
        using CodeWriter.Block block = _writer.Open(condition);
        _writer.WriteLines("", before);
        _writer.WriteLines("", stop is null ? [] : [$"stop = {Names.LineStop}.{stop};"]);
        _writer.Write("goto leave;");
    }

    private void WriteContinue(string run, IReadOnlyList<int> steps, string source)
    {
        _writer.WriteLines("", _isTimed ? ["line.End(Pool);"] : []);
        _writer.Write("line.RestoreContexts();");
        for (int i = 0; i < LockCount(steps); i++)
        {
            _writer.Write($"{run}Hold({i}, held{i});");
        }

        _writer.Write($"{run}Continue(at, stop, task, exception, {source}, token);");
    }

    // Whether the step takes a token that is not the caller's own.
    private bool TakesToken(int step) => !_line.RunsAlone[step] && (_flow.Steps[step].TakesToken() || _flow.Steps[step].SubFlow is not null);
}
