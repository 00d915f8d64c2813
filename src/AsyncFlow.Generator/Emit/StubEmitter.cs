using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes the members of an invalid flow, which throw an exception with the reason. So code that uses the flow compiles,
/// and only the actual error is reported. Each step is mentioned to avoid warnings about unused members.
/// </summary>
internal static class StubEmitter
{
    public static void Write(CodeWriter writer, FlowModel flow)
    {
        string message = $"The flow '{flow.Name}' was compiled with errors and cannot run: {string.Join(", ", flow.Problems)}.";
        writer.Write(Names.Marks);
        using (writer.Open($"private static class {flow.RunName}"))
        {
            using (writer.Open("internal static global::System.InvalidOperationException Invalid()"))
            {
                foreach (string mention in flow.Steps.Select(static step => step.Mention).OfType<string>().Distinct())
                {
                    writer.Write($"_ = nameof({flow.Type}.{mention});");
                }

                writer.Write($"return new global::System.InvalidOperationException({Names.Literal(message)});");
            }
        }
    }
}
