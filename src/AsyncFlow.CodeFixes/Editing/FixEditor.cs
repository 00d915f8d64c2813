using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>
/// Collects the changes of one or many fixes. Each change names a node of the unchanged solution and says what becomes of
/// it as it is by then, so that several may change the same node.
/// </summary>
internal sealed class FixEditor(Solution solution)
{
    private readonly SolutionEditor _editor = new(solution);

    private readonly Dictionary<SyntaxNode, SyntaxNode> _mergedBlocks = [];

    /// <summary>The solution with the changes.</summary>
    public Solution ChangedSolution => _editor.GetChangedSolution();

    /// <summary>Changes a node.</summary>
    public async Task ReplaceAsync<T>(T node, Func<T, SyntaxNode> change, CancellationToken cancellationToken)
        where T : SyntaxNode
    {
        while (_mergedBlocks.TryGetValue(node, out var into))
        {
            node = (T)into;
        }

        if (await EditorOfAsync(node, cancellationToken).ConfigureAwait(false) is { } editor)
        {
            editor.ReplaceNode(node, (current, _) => current is T same ? change(same) : current);
        }
    }

    /// <summary>Notes that a block's statements move into the block around it: later changes of the one are of the other.</summary>
    public void MergeBlock(SyntaxNode block, SyntaxNode into) => _mergedBlocks[block] = into;

    private async Task<SyntaxEditor?> EditorOfAsync(SyntaxNode node, CancellationToken cancellationToken) =>
        _editor.OriginalSolution.GetDocument(node.SyntaxTree) is { } document
            ? await _editor.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false)
            : null;
}
