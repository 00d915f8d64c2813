namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the method that starts steps.</summary>
/// <param name="writer">The writer.</param>
internal sealed class StartEmitter(CodeWriter writer)
{
    private const string LocalToken = "token";

    private readonly DispatchEmitter _dispatch = new(writer, "bool", "int step");

    /// <summary>Writes the method.</summary>
    /// <param name="steps">All steps of the flow.</param>
    public void Write(IReadOnlyList<(int Step, StepEmitter Emitter)> steps) => _dispatch.Write("Start", steps, WriteSwitch);

    // Common code is placed around the switch to keep the arms short, because the code of a large flow must pass through
    // the processor's caches. The token is created when it is first read, so it is read here only if every arm uses it.
    private void WriteSwitch(IReadOnlyList<(int Step, StepEmitter Emitter)> steps)
    {
        bool allTakeToken = steps.All(static step => step.Emitter.TakesToken);
        bool awaits = steps.Any(static step => step.Emitter.LeavesTask);
        writer.WriteLines("", allTakeToken ? [$"var {LocalToken} = TokenOf(step);"] : []);
        writer.WriteLines("", awaits ? [$"{Names.Task}? {StepEmitter.LocalTask};"] : []);
        _dispatch.WriteSwitch("Start", steps.Select(step => (step.Step, step.Emitter.StartArm(allTakeToken ? LocalToken : null))));
        if (awaits)
        {
            writer.Gap();
            writer.Write($"return Await(step, {StepEmitter.LocalTask});");
        }
    }
}
