using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AsyncFlow.Building;

namespace AsyncFlow;

/// <summary>
/// When a step of a <see cref="FlowBuilder"/> runs; otherwise it is skipped, and counts as finished for the order of steps. Asked when
/// the step is otherwise ready, before its locks are taken.
/// </summary>
/// <example>
/// <code>
/// b.Step("mail", ct => SendAsync(ct), when: new(() => options.SendsMail));
/// b.Step("ship", ct => ShipAsync(ct), when: isPaid);                  // a StepHandle&lt;bool&gt;, which is then upstream
/// b.Step("remind", ct => RemindAsync(ct), when: new(isPaid, false));
/// </code>
/// </example>
public sealed class StepCondition
{
    private readonly Func<StepCell[], Func<bool>> _read;

    /// <summary>The step runs if a function gives true.</summary>
    /// <param name="condition">The function. It should be quick, and may be called on any thread.</param>
    /// <param name="name">What the plan and reports call the condition; by default the expression that is the function.</param>
    public StepCondition(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Name = NameOf(name);
        _read = _ => condition;
    }

    /// <summary>The step runs if another step gives a certain result.</summary>
    /// <param name="step">The other step, which is then upstream.</param>
    /// <param name="expected">The result with which the step runs.</param>
    public StepCondition(StepHandle<bool> step, bool expected = true)
    {
        ArgumentNullException.ThrowIfNull(step);
        Upstream = step;
        Name = expected ? NameOf(step.Name) : $"!{step.Name}";
        _read = cells =>
        {
            Input<bool> input = step.In(cells);
            return () => input.Value == expected;
        };
    }

    /// <summary>What the plan and reports call the condition.</summary>
    public string Name { get; }

    /// <summary>The step whose result decides; null if it is a function.</summary>
    internal StepHandle? Upstream { get; }

    /// <summary>The step runs if another step gives true.</summary>
    /// <param name="step">The other step.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator StepCondition(StepHandle<bool> step) => new(step);

    /// <summary>The step runs if a function gives true.</summary>
    /// <param name="condition">The function.</param>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "The constructor is the alternate.")]
    public static implicit operator StepCondition(Func<bool> condition) => new(condition, null);

    /// <summary>What the plan and reports call the condition.</summary>
    public override string ToString() => Name;

    internal Func<bool> ReadFrom(StepCell[] cells) => _read(cells);

    // A leading ! of a condition's name says that what follows must not hold.
    private static string NameOf(string? text)
    {
        const string Lambda = "() =>";
        string name = text is null ? "condition" : text.StartsWith(Lambda, StringComparison.Ordinal) ? text[Lambda.Length..].Trim() : text;
        name = name.Contains('\n', StringComparison.Ordinal) ? string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : name;
        return name.StartsWith('!') && !IsPath(name[1..]) ? $"({name})" : name;

        static bool IsPath(string text)
        {
            foreach (char letter in text)
            {
                if (!char.IsLetterOrDigit(letter) && letter is not ('_' or '.'))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
