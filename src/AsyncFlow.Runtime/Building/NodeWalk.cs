using System.Globalization;

namespace AsyncFlow;

/// <summary>
/// Makes steps of an expression: the last steps of an item of a Series are upstream of all first steps of the next. It walks with a
/// stack of its own, so pieces may be nested as deep as memory allows.
/// </summary>
/// <param name="draft">Where the steps go.</param>
internal sealed class NodeWalk(FlowDraft draft)
{
    // An error shows at most so many levels of nesting.
    private const int ShownLevels = 10;

    // The groups that are open, the innermost last. The first is not the user's: its only item is the whole expression.
    private readonly List<Group> _open = [];

    /// <exception cref="ArgumentException">An item cannot be run.</exception>
    public void Walk(FlowNode node)
    {
        _open.Add(new Group(NodeKind.Series, [node], []));
        while (_open.Count > 0)
        {
            Group group = _open[^1];
            if (group.Next == group.Items.Length)
            {
                _open.RemoveAt(_open.Count - 1);
                if (_open.Count > 0)
                {
                    _open[^1].ItemEnds(group.Ends());
                }

                continue;
            }

            Delegate item = group.Items[group.Next++];
            try
            {
                if (item is FlowNode piece && NodeReader.Read(piece) is { IsGroup: true } inner)
                {
                    _open.Add(new Group(inner.Kind, inner.Items, group.Before));
                }
                else
                {
                    group.ItemEnds([LeafStep.Read(item).AddTo(draft, group.Before)]);
                }
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException(Path() + exception.Message, nameof(node), exception);
            }
        }
    }

    private string Path()
    {
        List<Group> shown = _open[Math.Max(1, _open.Count - ShownLevels)..];
        string path = string.Join(" → ", shown.ConvertAll(static group => string.Create(CultureInfo.InvariantCulture, $"{group.Kind} item {group.Next}")));
        return path.Length == 0 ? "" : $"{(_open.Count - 1 > ShownLevels ? "… → " : "")}{path}: ";
    }

    /// <summary>A Series or Parallel whose items are being read.</summary>
    private sealed class Group(NodeKind kind, Delegate[] items, int[] before)
    {
        // The last steps of a Parallel's items so far.
        private readonly List<int> _lasts = [];

        public NodeKind Kind => kind;

        public Delegate[] Items => items;

        /// <summary>The index of the next item.</summary>
        public int Next { get; set; }

        /// <summary>What the next item's first steps wait for.</summary>
        public int[] Before { get; private set; } = before;

        /// <summary>An item's last steps.</summary>
        public void ItemEnds(int[] lasts)
        {
            if (Kind == NodeKind.Series)
            {
                Before = lasts;
            }
            else
            {
                _lasts.AddRange(lasts);
            }
        }

        /// <summary>The group's last steps.</summary>
        public int[] Ends() => Kind == NodeKind.Series ? Before : [.. _lasts];
    }
}
