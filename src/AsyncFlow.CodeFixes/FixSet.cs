using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.CodeFixes;

/// <summary>Applies one or more fixes.</summary>
internal static class FixSet
{
    public static async Task<Solution> ApplyAsync(Solution solution, IEnumerable<Fix> fixes, CancellationToken cancellationToken)
    {
        FixEditor editor = new(solution);
        foreach (Fix fix in fixes)
        {
            await fix.Apply(editor, cancellationToken).ConfigureAwait(false);
        }

        return editor.ChangedSolution;
    }
}
