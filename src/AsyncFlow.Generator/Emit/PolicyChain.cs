using System.Globalization;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes the calls of policies: a method for each, which has it call the next. What goes through them is one object for each execution, so none
/// needs a closure.
/// </summary>
/// <param name="writer">The writer.</param>
/// <param name="operation">What Polly calls what is executed.</param>
/// <param name="result">The type of the result.</param>
/// <param name="state">The type of the object that goes through the policies.</param>
/// <param name="target">The expression of the object that has the methods, where that object is <c>attempts</c>.</param>
/// <param name="suffix">Ends the names of the methods.</param>
internal sealed class PolicyChain(CodeWriter writer, string operation, string result, string state, string target, string suffix)
{
    private const string Pool = "global::Polly.ResilienceContextPool.Shared";

    /// <summary>The parameters of the methods.</summary>
    public string Parameters => $"{state} attempts, {Names.Token} token";

    private string Task => $"{Names.ValueTask}<{result}>";

    /// <summary>The method of a policy; that behind the last one makes an attempt.</summary>
    public static string Method(int policy, string suffix) => string.Format(CultureInfo.InvariantCulture, "Policy{0}{1}", policy, suffix);

    /// <summary>A lambda that calls a method.</summary>
    public string Lambda(string parameters, string method, string token) => $"static ({parameters}) => {target}.{method}(attempts, {token})";

    /// <summary>Writes the methods of the policies.</summary>
    public void Write(IReadOnlyList<PolicyCallModel> policies)
    {
        for (int i = 0; i < policies.Count; i++)
        {
            WritePolicy(Method(i, suffix), Method(i + 1, suffix), policies[i]);
        }
    }

    private void WritePolicy(string method, string next, PolicyCallModel policy)
    {
        string value = $"attempts.NotNull({policy.Value}, {Names.Literal(policy.Name)})";
        if (!policy.IsPipeline)
        {
            writer.Write($"private {Task} {method}({Parameters}) =>");
            writer.Write($"    {value}.ExecuteAsync<{state}, {result}>({Lambda("attempts, token", next, "token")}, attempts, attempts.Context(token));");
            writer.Gap();
            return;
        }

        // In the context of the host, to which the awaits of the pipeline return for the next attempt.
        using (writer.Open($"private async {Task} {method}({Parameters})"))
        {
            writer.Write($"var context = {Pool}.Get({Names.Literal(operation)}, true, token);");
            using (writer.Open("try"))
            {
                writer.Write($"return await {value}.ExecuteAsync<{result}, {state}>({Lambda("context, attempts", next, "context.CancellationToken")}, context, attempts);");
            }

            using (writer.Open("finally"))
            {
                writer.Write($"{Pool}.Return(context);");
            }
        }

        writer.Gap();
    }
}
