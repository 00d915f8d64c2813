using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// What stands for each step's name in the names of emitted members. A name that its user chose may hold anything; two that
/// become one get a number.
/// </summary>
internal static class StepIdentifiers
{
    public static ImmutableArray<string> For(ImmutableArray<ParsedStep> steps)
    {
        HashSet<string> taken = [.. steps.Select(static step => step.Name).Where(SyntaxFacts.IsValidIdentifier)];
        return steps.Select(step => SyntaxFacts.IsValidIdentifier(step.Name) ? step.Name : Free(step.Name, taken)).ToImmutableArray();
    }

    private static string Free(string name, HashSet<string> taken)
    {
        string readable = string.Concat(name.Select(static letter => SyntaxFacts.IsIdentifierPartCharacter(letter) ? letter : '_'));
        string identifier = readable;
        for (int number = 2; !taken.Add(identifier); number++)
        {
            identifier = FormattableString.Invariant($"{readable}_{number}");
        }

        return identifier;
    }
}
