using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes the calls of a step's policies: a method for each policy, which has it call the next, and one for an attempt. What goes through
/// them is one object for each execution of the step, so none needs a closure.
/// </summary>
/// <param name="writer">The writer.</param>
/// <param name="flow">The name of the flow.</param>
/// <param name="step">The step.</param>
/// <param name="place">The expression of the index of the step, or of the element.</param>
/// <param name="run">The class in which the methods are.</param>
internal sealed class PolicyEmitter(CodeWriter writer, string flow, StepModel step, string place, string run)
{
    private const string Pool = "global::Polly.ResilienceContextPool.Shared";

    private readonly PolicyModel _policy = step.Policy!;

    private string Task => $"{Names.ValueTask}<{_policy.Result}>";

    private static string Parameters => $"{Names.StepAttempts} attempts, {Names.Token} token";

    // The tokens of attempts are local variables; so is the index of the element.
    private string AttemptCall => step.SubFlow is null ? step.CallText("token", "attempts.Context(token)") : step.FlowCallText(place, "token");

    /// <summary>The expression that executes the step.</summary>
    public string Call => $"Attempts({place}).ExecuteAsync<{_policy.Result}>({Lambda("attempts, token", Method(0), "token")}, TokenOf({place}))";

    /// <summary>Whether the methods use the run around the elements.</summary>
    public bool UsesRun => AttemptCall.Contains("_run.") || _policy.Policies.Any(static policy => policy.Value.Contains("_run."));

    public void Write()
    {
        for (int i = 0; i < _policy.Policies.Count; i++)
        {
            WritePolicy(i, _policy.Policies[i]);
        }

        WriteAttempt();
    }

    private void WritePolicy(int index, PolicyCallModel policy)
    {
        string value = $"attempts.NotNull({policy.Value}, {Names.Literal(policy.Name)})";
        if (!policy.IsPipeline)
        {
            writer.Write($"private {Task} {Method(index)}({Parameters}) =>");
            writer.Write($"    {value}.ExecuteAsync<{Names.StepAttempts}, {_policy.Result}>({Lambda("attempts, token", Method(index + 1), "token")}, attempts, attempts.Context(token));");
            writer.Gap();
            return;
        }

        // In the context of the host, to which the awaits of the pipeline return for the next attempt.
        using (writer.Open($"private async {Task} {Method(index)}({Parameters})"))
        {
            writer.Write($"var context = {Pool}.Get({Names.Literal($"{flow}.{step.Name}")}, true, token);");
            using (writer.Open("try"))
            {
                writer.Write($"return await {value}.ExecuteAsync<{_policy.Result}, {Names.StepAttempts}>({Lambda("context, attempts", Method(index + 1), "context.CancellationToken")}, context, attempts);");
            }

            using (writer.Open("finally"))
            {
                writer.Write($"{Pool}.Return(context);");
            }
        }

        writer.Gap();
    }

    private void WriteAttempt()
    {
        bool isSynchronous = step.SubFlow is null && _policy.CallAwait is null;
        writer.Write($"private {Task} {Method(_policy.Policies.Count)}({Parameters}) =>");
        writer.Write($"    attempts.AttemptAsync<{_policy.Result}>({Lambda("attempts, token", $"Attempt{step.Identifier}", "token")}, isSynchronous: {(isSynchronous ? "true" : "false")}, token);");
        writer.Gap();

        bool returnsTask = isSynchronous || (_policy.HasResult && (step.SubFlow is not null || _policy.CallAwait!.IsTask));
        using (writer.Open($"private {(returnsTask ? "" : "async ")}{Task} Attempt{step.Identifier}({Parameters})"))
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

    private string Method(int policy) => string.Format(CultureInfo.InvariantCulture, "Policy{0}{1}", policy, step.Identifier);

    private string Lambda(string parameters, string method, string token) => $"static ({parameters}) => (({run})attempts.Run).{method}(attempts, {token})";
}
