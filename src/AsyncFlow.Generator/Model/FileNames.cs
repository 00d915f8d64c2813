using System.Collections.Immutable;

namespace AsyncFlow.Generator.Model;

/// <summary>The name of a flow's file before conflicts are resolved.</summary>
/// <param name="Text">The name of the class with its namespace, enclosing types and type parameters.</param>
/// <param name="Depth">
/// The number of enclosing types. While the source has errors, a type and a namespace can have the same name, and then only the
/// depth distinguishes two flows.
/// </param>
internal sealed record FileName(string Text, int Depth);

/// <summary>A file to generate.</summary>
/// <param name="HintName">The name of the file. No other file has this name, even when case is ignored.</param>
/// <param name="Flow">The flow.</param>
/// <param name="Profile">The critical path of a run of it; null for none.</param>
internal sealed record FlowFile(string HintName, FlowModel Flow, FlowProfile? Profile = null);

/// <summary>
/// Resolves conflicts between the names of generated files. The compiler rejects names that are equal when case is ignored, so
/// all of them but one get a number. The numbers depend only on the names in conflict, and not on their order in the source.
/// </summary>
/// <param name="Conflicts">The names that are equal to another one when case is ignored, in ordinal order.</param>
internal sealed record FileNames(EquatableArray<FileName> Conflicts)
{
    private const string Extension = ".g.cs";

    public static FileNames Resolve(ImmutableArray<FileName> names) => new(names
        .GroupBy(static name => name.Text, StringComparer.OrdinalIgnoreCase)
        .Where(static equal => equal.Skip(1).Any())
        .SelectMany(static equal => equal)
        .OrderBy(static name => name.Text, StringComparer.Ordinal)
        .ThenBy(static name => name.Depth)
        .ToImmutableArray());

    public FlowFile FileOf(FlowModel flow) => new(HintNameOf(flow.FileName), flow);

    private string HintNameOf(FileName name)
    {
        int number = 1;
        foreach (FileName other in Conflicts)
        {
            if (other == name)
            {
                break;
            }

            if (string.Equals(other.Text, name.Text, StringComparison.OrdinalIgnoreCase))
            {
                number++;
            }
        }

        // Names contain no parentheses, so a name with a number cannot be equal to another name.
        return number == 1 ? name.Text + Extension : FormattableString.Invariant($"{name.Text}({number}){Extension}");
    }
}
