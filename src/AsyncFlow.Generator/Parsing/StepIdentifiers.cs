using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Creates the identifiers of the steps for the names of generated members. Custom names can contain any characters.
/// Duplicate identifiers get a number.
/// </summary>
internal static class StepIdentifiers
{
    public static ImmutableArray<string> For(ImmutableArray<ParsedStep> steps)
    {
        HashSet<string> taken = [.. steps.Select(static step => step.Name).Where(SyntaxFacts.IsValidIdentifier)];
        return steps.Select(step => SyntaxFacts.IsValidIdentifier(step.Name) ? step.Name : Unique(step.Name, taken)).ToImmutableArray();
    }

    private static string Unique(string name, HashSet<string> taken)
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
