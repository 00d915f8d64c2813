namespace AsyncFlow.Generator.Emit;

/// <summary>Writes the method that starts steps.</summary>
/// <param name="writer">Where to.</param>
internal sealed class StartEmitter(CodeWriter writer)
{
    private const string LocalToken = "token";

    private readonly DispatchEmitter _dispatch = new(writer, "bool", "int step");

    /// <summary>Writes it.</summary>
    /// <param name="steps">All steps of the flow.</param>
    public void Write(IReadOnlyList<(int Step, StepEmitter Emitter)> steps) => _dispatch.Write("Start", steps, WriteSwitch);

    // What the arms have in common stands around the switch, so that they are short: the code of a large flow has to go through the
    // processor's caches. The token is made when it is first asked for, so it is only asked for where every arm wants it.
    private void WriteSwitch(IReadOnlyList<(int Step, StepEmitter Emitter)> steps)
    {
        bool allTakeToken = steps.All(static step => step.Emitter.TakesToken);
        bool awaits = steps.Any(static step => step.Emitter.LeavesTask);
        writer.WriteLines("", allTakeToken ? [$"var {LocalToken} = {CallTexts.Token};"] : []);
        writer.WriteLines("", awaits ? [$"{Names.Task}? {StepEmitter.LocalTask};"] : []);
        _dispatch.WriteSwitch("Start", steps.Select(step => (step.Step, step.Emitter.StartArm(allTakeToken ? LocalToken : CallTexts.Token))));
        if (awaits)
        {
            writer.Gap();
            writer.Write($"return Await(step, {StepEmitter.LocalTask});");
        }
    }
}
