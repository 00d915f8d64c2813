using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes the calls of a step's policies, and the method for an attempt.
/// </summary>
/// <param name="writer">The writer.</param>
/// <param name="flow">The name of the flow.</param>
/// <param name="step">The step.</param>
/// <param name="place">The expression of the index of the step, or of the element.</param>
/// <param name="run">The class in which the methods are.</param>
internal sealed class PolicyEmitter(CodeWriter writer, string flow, StepModel step, string place, string run)
{
    private readonly PolicyModel _policy = step.Policy!;
    private readonly PolicyChain _chain = new(writer, $"{flow}.{step.Name}", step.Policy!.Result, Names.StepAttempts, $"(({run})attempts.Run)", step.Identifier);

    private string Task => $"{Names.ValueTask}<{_policy.Result}>";

    // The tokens of attempts are local variables; so is the index of the element.
    private string AttemptCall => step.SubFlow is null ? step.CallText("token", "attempts.Context(token)") : step.FlowCallText(place, "token");

    /// <summary>The expression that executes the step.</summary>
    public string Call => $"Attempts({place}).ExecuteAsync<{_policy.Result}>({_chain.Lambda("attempts, token", PolicyChain.Method(0, step.Identifier), "token")}, TokenOf({place}))";

    /// <summary>Whether the methods use the run around the elements.</summary>
    public bool UsesRun => AttemptCall.Contains("_run.") || _policy.Policies.Any(static policy => policy.Value.Contains("_run."));

    public void Write()
    {
        _chain.Write(_policy.Policies);
        WriteAttempt();
    }

    private void WriteAttempt()
    {
        bool isSynchronous = step.SubFlow is null && _policy.CallAwait is null;
        writer.Write($"private {Task} {PolicyChain.Method(_policy.Policies.Count, step.Identifier)}({_chain.Parameters}) =>");
        writer.Write($"    attempts.AttemptAsync<{_policy.Result}>({_chain.Lambda("attempts, token", $"Attempt{step.Identifier}", "token")}, isSynchronous: {(isSynchronous ? "true" : "false")}, token);");
        writer.Gap();

        bool returnsTask = isSynchronous || (_policy.HasResult && (step.SubFlow is not null || _policy.CallAwait!.IsTask));
        using (writer.Open($"private {(returnsTask ? "" : "async ")}{Task} Attempt{step.Identifier}({_chain.Parameters})"))
        {
            writer.WriteLines("", step.ForEach is null ? [] : [$"int {place} = attempts.Step;"]);
            writer.WriteLines("", isSynchronous ? Returned() : returnsTask ? [$"return {Started()};"] : _policy.HasResult ? [$"return await {Started()};"] : [$"await {Started()};", "return default;"]);
        }

        writer.Gap();
    }

    private IEnumerable<string> Returned() => _policy.HasResult ? [$"return new {Task}({AttemptCall});"] : [$"{AttemptCall};", "return default;"];

    private string Started()
    {
        if (step.SubFlow is not null || !_policy.CallAwait!.CanBeNull)
        {
            return AttemptCall;
        }

        string task = $"NotNull({place}, {AttemptCall})";
        return _policy is { HasResult: true, CallAwait.IsTask: true } ? $"new {Task}({task})" : task;
    }
}
