using System.Globalization;

namespace AsyncFlow.Building;

/// <summary>
/// Makes the steps of an expression: the last steps of an item of a Series are upstream of the first steps of the next item. It keeps
/// the open groups on a stack of its own, so nodes may be nested as deeply as memory allows.
/// </summary>
/// <param name="flow">The flow to which the steps are added.</param>
internal sealed class NodeWalk(FlowDefinition flow)
{
    // The maximum number of levels of nesting in an error message.
    private const int ShownLevels = 10;

    // The groups that are open, the innermost last. The first is not the user's: its only item is the whole expression.
    private readonly List<Group> _open = [];

    // The last steps of the items read so far of each open group, the innermost group's last. An item of a Series drops those of the
    // item before. When a group ends, what it leaves here belongs to the group around it: nothing is copied, however deeply it is nested.
    private readonly List<int> _lastSteps = [];

    /// <exception cref="ArgumentException">An item cannot be run.</exception>
    public void Walk(FlowNode node)
    {
        _open.Add(new Group(NodeKind.Series, [node], upstream: [], firstLastStep: 0));
        while (_open.Count > 0)
        {
            Group group = _open[^1];
            if (group.Next == group.Items.Length)
            {
                _open.RemoveAt(_open.Count - 1);
                continue;
            }

            BeginItem(group);
            Delegate item = group.Items[group.Next++];
            try
            {
                if (item is FlowNode inner && NodeReader.Read(inner) is { IsGroup: true } read)
                {
                    _open.Add(new Group(read.Kind, read.Items, group.Upstream, _lastSteps.Count));
                }
                else
                {
                    _lastSteps.Add(LeafStep.Read(item).AddTo(flow, group.Upstream));
                }
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException(Path() + exception.Message, nameof(node), exception);
            }
        }
    }

    private void BeginItem(Group group)
    {
        if (group.Kind == NodeKind.Series && group.Next > 0)
        {
            int count = _lastSteps.Count - group.FirstLastStep;
            group.Upstream = [.. _lastSteps.GetRange(group.FirstLastStep, count)];
            _lastSteps.RemoveRange(group.FirstLastStep, count);
        }
    }

    private string Path()
    {
        List<Group> shown = _open[Math.Max(1, _open.Count - ShownLevels)..];
        string path = string.Join(" → ", shown.ConvertAll(static group => string.Create(CultureInfo.InvariantCulture, $"{group.Kind} item {group.Next}")));
        return path.Length == 0 ? "" : $"{(_open.Count - 1 > ShownLevels ? "… → " : "")}{path}: ";
    }

    /// <summary>A Series or Parallel whose items are being read.</summary>
    private sealed class Group(NodeKind kind, Delegate[] items, int[] upstream, int firstLastStep)
    {
        public NodeKind Kind => kind;

        public Delegate[] Items => items;

        /// <summary>The index of the next item.</summary>
        public int Next { get; set; }

        /// <summary>What the first steps of the current item wait for.</summary>
        public int[] Upstream { get; set; } = upstream;

        /// <summary>Where the last steps of the group's items begin.</summary>
        public int FirstLastStep => firstLastStep;
    }
}
