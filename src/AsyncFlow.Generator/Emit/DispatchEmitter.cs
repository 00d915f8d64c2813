using System.Globalization;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// Writes a method that does something else for each step, and what the base class does for others: a switch, and for many steps a tree
/// of them. A switch of thousands of calls is beyond what the JIT compiler optimises, and several times slower for each step; many small
/// ones cost a jump more, which the processor foresees badly.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="returns">What the method returns.</param>
/// <param name="parameters">Its parameters, of which the first is <c>int step</c>.</param>
internal sealed class DispatchEmitter(CodeWriter writer, string returns, string parameters)
{
    private const int BitsPerSwitch = 8;

    private readonly string _arguments = string.Join(", ", parameters.Split(',').Select(static parameter => parameter.Trim().Split(' ').Last()));

    /// <summary>Writes the overriding method; nothing if the base class's will do.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arms">The call or value of each step, by the step's index in ascending order.</param>
    public void Write(string name, IReadOnlyList<(int Step, string Code)> arms) =>
        Write<string>(name, arms, part => WriteSwitch(name, part.Select(arm => (arm.Step, Complete(arm.Arm)))));

    /// <summary>Writes the overriding method, with a body of its own around each switch.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="arms">What is known of each step, by the step's index in ascending order.</param>
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

        WriteMethod("protected override", name, () => WriteSwitch(name, parts.Select(part => (part.Part, Complete(part.Call))), $"step >> {Number(BitsPerSwitch)}"));
    }

    /// <summary>Writes the switch, which leaves other steps to the base class.</summary>
    /// <param name="name">The method's name.</param>
    /// <param name="arms">The statements of each.</param>
    /// <param name="subject">What they are chosen by.</param>
    public void WriteSwitch(string name, IEnumerable<(int Key, string Statements)> arms, string subject = "step")
    {
        using CodeWriter.Block @switch = writer.Open($"switch ({subject})");
        writer.WriteLines("", arms.Select(static arm => $"case {Number(arm.Key)}: {arm.Statements}"));
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

    private string Complete(string code) => returns == "void" ? $"{code}; break;" : $"return {code};";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
