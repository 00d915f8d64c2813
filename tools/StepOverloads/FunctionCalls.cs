using System.Text;

namespace AsyncFlow.StepOverloads;

/// <summary>Writes the structs that call functions: one for each number of results and each last parameter, with and without a result.</summary>
internal static class FunctionCalls
{
    public static string Write()
    {
        StringBuilder text = new();
        foreach (LastParameter last in (LastParameter[])[LastParameter.Token, LastParameter.Context])
        {
            foreach (Inputs inputs in Inputs.All)
            {
                text.Append('\n').Append(Call(last, inputs, hasResult: false)).Append('\n').Append(Call(last, inputs, hasResult: true));
            }
        }

        return $"""
            {GeneratedFile.Header}
            using AsyncFlow.CompilerServices;

            namespace AsyncFlow.Building.Steps;

            // A function may keep the list that it is given, so each call makes its own.
            {text}
            """.ReplaceLineEndings("\n");
    }

    private static string Call(LastParameter last, Inputs inputs, bool hasResult)
    {
        string result = hasResult ? "TResult" : "void";
        IEnumerable<string> types = hasResult ? inputs.Types.Append("TResult") : inputs.Types;
        IEnumerable<string> parameters = inputs.FunctionParameters.Append(last.Type);
        string function = hasResult ? $"Func<{string.Join(", ", parameters.Append(result))}>" : $"Action<{string.Join(", ", parameters)}>";
        IEnumerable<string> fields = inputs.IsList ? ["Input<T>[] upstream"] : inputs.Names.Select((name, i) => $"Input<{inputs.Types[i]}> {name}");
        IEnumerable<string> arguments = inputs.IsList
            ? ["Array.ConvertAll(upstream, static input => input.Value)"]
            : inputs.Names.Select(static name => $"{name}.Value");
        return $$"""
            internal readonly struct {{Body.Generic($"{last.Prefix}{inputs.Prefix}{(hasResult ? "Func" : "Action")}", types)}}({{string.Join(", ", fields.Append($"{function} body"))}}) : {{(hasResult ? "ICall<TResult>" : "ICall")}}
            {
                public {{result}} Invoke(FlowRun run, int step) => body({{string.Join(", ", arguments.Append(last.OfStep))}});

                public {{result}} Attempt(StepAttempts attempts, CancellationToken token) => body({{string.Join(", ", arguments.Append(last.OfAttempt))}});
            }

            """;
    }
}
