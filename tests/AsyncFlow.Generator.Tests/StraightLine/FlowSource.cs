using System.Globalization;
using System.Text;

namespace AsyncFlow.Generator.Tests.StraightLine;

/// <summary>The source of a flow of random shape whose steps call their <see cref="ScriptedFlow"/>.</summary>
internal static class FlowSource
{
    private static readonly string[] s_locks = ["Lock", "Permits", "Semaphore"];

    /// <summary>Writes a flow named <c>F</c> that cancels on a failure and one named <c>C</c> that continues.</summary>
    /// <param name="random">Chooses the shape.</param>
    /// <param name="steps">The number of steps.</param>
    /// <param name="hasOthers">Whether there are also steps that need the engine.</param>
    public static string Write(Random random, int steps, bool hasOthers)
    {
        StringBuilder body = new();
        List<int> withResult = [];
        for (int step = 0; step < steps; step++)
        {
            WriteStep(body, random, step, withResult, hasOthers && random.Next(5) == 0);
        }

        string others = hasOthers ? ", AsyncFlow.Generator.Tests.StraightLine.IHasWorkers" : "";
        return $$"""
            #pragma warning disable CS1591
            [Flow] public partial class F : AsyncFlow.Generator.Tests.StraightLine.ScriptedFlow{{others}}
            {
            {{body}}}

            [Flow(FailureMode = FailureMode.Continue)] public partial class C : AsyncFlow.Generator.Tests.StraightLine.ScriptedFlow{{others}}
            {
            {{body}}}
            """;
    }

    private static void WriteStep(StringBuilder body, Random random, int step, List<int> withResult, bool isOther)
    {
        string number = step.ToString(CultureInfo.InvariantCulture);
        int[] upstream = [.. Enumerable.Range(Math.Max(0, step - 6), Math.Min(step, 6)).Where(_ => random.Next(4) == 0)];
        int? input = upstream.Cast<int?>().FirstOrDefault(candidate => withResult.Contains(candidate!.Value));
        bool takesToken = random.Next(2) == 0;
        string[] parameters =
        [
            .. input is { } from ? [$"[From(nameof(S{from}))] int input"] : Array.Empty<string>(),
            .. takesToken ? ["CancellationToken ct"] : Array.Empty<string>(),
        ];
        string[] after = [.. upstream.Where(other => other != input).Select(static other => $"nameof(S{other})")];
        string attribute = after.Length == 0 ? "Step" : $"Step({string.Join(", ", after)})";
        string locks = random.Next(3) == 0 ? $", WithLock({string.Join(", ", s_locks.Where(_ => random.Next(2) == 0).DefaultIfEmpty("Lock").Select(name => $"nameof({name}{number})"))})" : "";
        string value = input is null ? "0" : "input";
        string token = takesToken ? "ct" : "default";
        string arguments = $"{number}, {value}, {token}";
        string condition = isOther && random.Next(2) == 0 ? $", When(nameof(Yes))" : "";

        // A skipped step has no result for others.
        int kind = condition.Length > 0 ? 2 * random.Next(3) : isOther ? 6 : random.Next(6);
        (string type, string call, bool hasResult) = kind switch
        {
            0 => ("Task", $"RunTask({number}, {token})", false),
            1 => ("Task<int>", $"RunTaskOfInt({arguments})", true),
            2 => ("ValueTask", $"RunValueTask({number}, {token})", false),
            3 => ("ValueTask<int>", $"RunValueTaskOfInt({arguments})", true),
            4 => ("ValueTask", $"RunSource({number}, {token})", false),
            5 => ("Custom", $"RunCustom({arguments})", true),
            _ => ("int", $"RunSync({arguments})", true),
        };
        if (hasResult)
        {
            withResult.Add(step);
        }

        if (step == 0)
        {
            body.Append("    public bool Yes => true;\n");
        }

        body.Append("    public IFlowLock Lock").Append(number).Append(" => LockOf(").Append(number).Append(");\n");
        body.Append("    public FlowSemaphore Permits").Append(number).Append(" => PermitsOf(").Append(number).Append(");\n");
        body.Append("    public SemaphoreSlim Semaphore").Append(number).Append(" => SemaphoreOf(").Append(number).Append(");\n");
        body.Append(CultureInfo.InvariantCulture, $"    [{attribute}{locks}{condition}] public {type} S{number}({string.Join(", ", parameters)}) => {call};\n");
    }
}
