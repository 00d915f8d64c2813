using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Editing;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>
/// Collects the changes of one or more fixes. Each change refers to a node of the original solution and is applied to the
/// current state of that node, so that several fixes can change the same node.
/// </summary>
internal sealed class FixEditor(Solution solution)
{
    private readonly SolutionEditor _editor = new(solution);

    private readonly Dictionary<SyntaxNode, SyntaxNode> _mergedBlocks = [];

    /// <summary>The changed solution.</summary>
    public Solution ChangedSolution => _editor.GetChangedSolution();

    /// <summary>Changes a node.</summary>
    public async Task ReplaceAsync<T>(T node, Func<T, SyntaxNode> change, CancellationToken cancellationToken)
        where T : SyntaxNode
    {
        while (_mergedBlocks.TryGetValue(node, out SyntaxNode? into))
        {
            node = (T)into;
        }

        if (await EditorOfAsync(node, cancellationToken).ConfigureAwait(false) is { } editor)
        {
            editor.ReplaceNode(node, (current, _) => current is T same ? change(same) : current);
        }
    }

    /// <summary>Records that the statements of a block move into the enclosing block, so that later changes apply to that block.</summary>
    public void MergeBlock(SyntaxNode block, SyntaxNode into) => _mergedBlocks[block] = into;

    private async Task<SyntaxEditor?> EditorOfAsync(SyntaxNode node, CancellationToken cancellationToken) =>
        _editor.OriginalSolution.GetDocument(node.SyntaxTree) is { } document
            ? await _editor.GetDocumentEditorAsync(document.Id, cancellationToken).ConfigureAwait(false)
            : null;
}
