using System.Globalization;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes a method that handles each step differently and leaves other steps to the base class: a switch, or a tree of
/// switches for many steps. The JIT compiler does not optimize a switch of thousands of calls, which then is several times
/// slower per step. A tree of small switches costs one more jump, which the processor predicts badly.
/// </summary>
/// <param name="writer">The writer.</param>
/// <param name="returns">The return type of the method.</param>
/// <param name="parameters">The parameters of the method, the first of which is the index of the step, or of what else is handled.</param>
internal sealed class DispatchEmitter(CodeWriter writer, string returns, string parameters)
{
    private const int BitsPerSwitch = 8;

    private readonly string _arguments = string.Join(", ", parameters.Split(',').Select(NameOf));

    private readonly string _first = NameOf(parameters.Split(',')[0]);

    /// <summary>Writes the override; nothing if the base class handles all steps.</summary>
    /// <param name="name">The name of the method.</param>
    /// <param name="arms">The call or value for each step, in ascending order of the step index.</param>
    public void Write(string name, IReadOnlyList<(int Step, string Code)> arms) =>
        Write<string>(name, arms, part => WriteSwitch(name, part.Select(arm => (arm.Step, Complete(arm.Arm)))));

    /// <summary>Writes the override, with a custom body around each switch.</summary>
    /// <param name="name">The name of the method.</param>
    /// <param name="arms">The data of each step, in ascending order of the step index.</param>
    /// <param name="writeBody">Writes the body of the method, or of a part of it, for these steps.</param>
    public void Write<TArm>(string name, IReadOnlyList<(int Step, TArm Arm)> arms, Action<IReadOnlyList<(int Step, TArm Arm)>> writeBody)
    {
        if (arms.Count == 0)
        {
            return;
        }

        if (arms.Count <= 1 << BitsPerSwitch)
        {
            WriteMethod("protected override", name, () => writeBody(arms));
            return;
        }

        List<(int Part, string Call)> parts = [];
        foreach (IGrouping<int, (int, TArm)> part in arms.GroupBy(static arm => arm.Step >> BitsPerSwitch))
        {
            string partName = $"Dispatch{name}{Number(part.Key)}";
            WriteMethod("private", partName, () => writeBody([.. part]));
            parts.Add((part.Key, $"{partName}({_arguments})"));
        }

        WriteMethod("protected override", name, () => WriteSwitch(name, parts.Select(part => (part.Part, Complete(part.Call))), $"{_first} >> {Number(BitsPerSwitch)}"));
    }

    /// <summary>Writes the switch, which leaves other steps to the base class. Steps with the same statements share an arm.</summary>
    /// <param name="name">The name of the method.</param>
    /// <param name="arms">The statements of each arm.</param>
    /// <param name="subject">The expression that selects an arm; null for the first parameter.</param>
    public void WriteSwitch(string name, IEnumerable<(int Key, string Statements)> arms, string? subject = null)
    {
        using CodeWriter.Block @switch = writer.Open($"switch ({subject ?? _first})");
        foreach (IGrouping<string, int> same in arms.GroupBy(static arm => arm.Statements, static arm => arm.Key))
        {
            writer.Write($"{string.Join(" ", same.Select(static key => $"case {Number(key)}:"))} {same.Key}");
        }

        writer.Write($"default: {Complete($"base.{name}({_arguments})")}");
    }

    private void WriteMethod(string modifiers, string name, Action writeBody)
    {
        using (writer.Open($"{modifiers} {returns} {name}({parameters})"))
        {
            writeBody();
        }

        writer.Gap();
    }

    private static string NameOf(string parameter) => parameter.Trim().Split(' ').Last();

    private string Complete(string code) => returns == "void" ? $"{code}; break;" : $"return {code};";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
