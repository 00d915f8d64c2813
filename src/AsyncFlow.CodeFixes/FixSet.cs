using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.CodeFixes;

/// <summary>Applies one or more fixes.</summary>
internal static class FixSet
{
    public static async Task<Solution> ApplyAsync(Solution solution, IEnumerable<Fix> fixes, CancellationToken cancellationToken)
    {
        var editor = new FixEditor(solution);
        foreach (var fix in fixes)
        {
            await fix.Apply(editor, cancellationToken).ConfigureAwait(false);
        }

        return editor.ChangedSolution;
    }
}
