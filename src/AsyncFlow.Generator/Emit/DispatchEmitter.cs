using System.Globalization;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes a method that does something else for each step: a switch, and for many steps a tree of them. A single switch of a thousand
/// calls is beyond what the JIT compiler optimises, and several times slower for each step.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="returns">What the method returns; <c>void</c> makes a statement of each arm.</param>
/// <param name="parameters">Its parameters, of which the first is <c>int step</c>.</param>
/// <param name="otherwise">What is done for other steps; null for nothing.</param>
internal sealed class DispatchEmitter(CodeWriter writer, string returns, string parameters, string? otherwise)
{
    private const int BitsPerSwitch = 5;
    private const int ArmsPerSwitch = 1 << BitsPerSwitch;

    private readonly string _arguments = string.Join(", ", parameters.Split(',').Select(static parameter => parameter.Trim().Split(' ').Last()));

    /// <summary>Writes the overriding method.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arms">What to do for each step, by the step's index in ascending order.</param>
    public void Write(string name, IReadOnlyList<(int Step, string Code)> arms)
    {
        int level = 0;
        while (arms.Count > ArmsPerSwitch)
        {
            List<(int, string)> parts = [];
            foreach (IGrouping<int, (int Step, string Code)> part in arms.GroupBy(static arm => arm.Step >> BitsPerSwitch))
            {
                string partName = $"Dispatch{name}{Number(level)}_{Number(part.Key)}";
                WriteSwitch("private", partName, level, [.. part]);
                parts.Add((part.Key, $"{partName}({_arguments})"));
            }

            arms = parts;
            level++;
        }

        WriteSwitch("protected override", name, level, arms);
    }

    private void WriteSwitch(string modifiers, string name, int level, IReadOnlyList<(int Key, string Code)> arms)
    {
        string head = $"{modifiers} {returns} {name}({parameters})";
        string subject = level == 0 ? "step" : $"(step >> {Number(level * BitsPerSwitch)})";
        if (arms.Count == 0)
        {
            writer.Write($"{head} => {otherwise};");
        }
        else if (returns == "void")
        {
            using CodeWriter.Block method = writer.Open(head);
            using CodeWriter.Block @switch = writer.Open(level == 0 ? $"switch ({subject})" : $"switch {subject}");
            writer.WriteLines("", arms.Select(static arm => $"case {Number(arm.Key)}: {arm.Code}; break;"));
            writer.WriteLines("", otherwise is null ? [] : [$"default: {otherwise};"]);
        }
        else
        {
            using CodeWriter.Block @switch = writer.Open($"{head} => {subject} switch", close: "};");
            writer.WriteLines("", arms.Select(static arm => $"{Number(arm.Key)} => {arm.Code},"));
            writer.Write($"_ => {otherwise},");
        }

        writer.Gap();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
