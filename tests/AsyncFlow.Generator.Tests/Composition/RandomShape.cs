using System.Globalization;
using System.Text;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>A random series-parallel shape with its own methods.</summary>
internal sealed class RandomShape
{
    private const int Types = 3;

    private readonly Random _random;
    private readonly List<Leaf> _leaves = [];
    private readonly Node _root;

    public RandomShape(int seed)
    {
        _random = new(seed);
        _root = Grow(depth: 0);
        foreach (Leaf leaf in _leaves)
        {
            leaf.Result = _random.Next(3) == 0 ? _random.Next(Types) : -1;
            leaf.IsAsync = _random.Next(2) == 0;
            leaf.Locks = [.. Enumerable.Range(0, 2).Where(_ => _random.Next(5) == 0)];
            leaf.Producers = [.. Enumerable.Range(0, Types).Select(Visible(leaf)).Where(static visible => visible.Length == 1).Select(static visible => visible[0]).Where(_ => _random.Next(2) == 0)];
        }
    }

    public int Count => _leaves.Count;

    /// <summary>The expected plan, determined step by step from the definition of the composition.</summary>
    public string[] Lines() =>
    [
        .. _leaves.Select(leaf =>
            $"{leaf.Name}{(leaf.IsAsync ? " async" : "")} after [{string.Join(", ", Upstream(leaf).Select(static step => step.Name))}]"
            + $" with [{string.Join(", ", leaf.Locks.Select(static held => $"L{held}"))}]"),
    ];

    /// <summary>
    /// The expected plan without results, which an expression does not connect at run time, and with only the number of
    /// locks.
    /// </summary>
    public string[] BareLines() =>
    [
        .. _leaves.Select(leaf =>
            $"{leaf.Name}{(leaf.IsAsync ? " async" : "")} after [{string.Join(", ", Ends(leaf).Select(static step => step.Name))}] with {leaf.Locks.Length}"),
    ];

    /// <summary>The expression for use at run time.</summary>
    public FlowNode Expression() => (FlowNode)Evaluate(_root);

    private static Delegate Evaluate(Node node) => node switch
    {
        Leaf leaf => Compose.Named(leaf.Name, leaf.Locks.Aggregate(leaf.IsAsync ? static () => Task.CompletedTask : (Delegate)(static () => { }), static (step, _) => Compose.WithLock(step, new FlowLock()))),
        Group { IsSeries: true } series => Compose.Series([.. series.Items.Select(Evaluate)]),
        _ => Compose.Parallel([.. ((Group)node).Items.Select(Evaluate)]),
    };

    /// <summary>The source of a class with the methods.</summary>
    public string Functions(string name) => $"public static class {name} {{\n{string.Concat(_leaves.Select(leaf => $"public static {Signature(leaf, named: false)}\n"))}}}\n";

    public string Composition(string name, string functions) => $$"""
        [Flow] public static partial class {{name}}
        {
            {{Locks}}
            [Composition] private static FlowNode All => {{Text(_root, functions, isRoot: true)}};
        }

        """;

    public string Attributes(string name) => $$"""
        [Flow] public static partial class {{name}}
        {
            {{Locks}}
        {{string.Concat(_leaves.Select(leaf => $"[Step({Names(Ends(leaf))}){(leaf.Locks.Length == 0 ? "" : $", WithLock({string.Join(", ", leaf.Locks.Select(static held => $"nameof(L{held})"))})")}] public static {Signature(leaf, named: true)}\n"))}}
        }

        """;

    private const string Locks = "private static readonly FlowLock L0 = new(); private static readonly SemaphoreSlim L1 = new(2);";

    private Node Grow(int depth)
    {
        if (depth > 0 && (depth == 4 || _random.Next(3) == 0))
        {
            Leaf leaf = new() { Name = $"F{_leaves.Count}" };
            _leaves.Add(leaf);
            return leaf;
        }

        return new Group { IsSeries = _random.Next(2) == 0, Items = [.. Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Grow(depth + 1))] };
    }

    // The last steps of the nearest item before the leaf, in the innermost Series that has one.
    private Leaf[] Ends(Leaf leaf)
    {
        Node node = leaf;
        foreach (Group group in Around(leaf).Reverse())
        {
            int index = Array.IndexOf(group.Items, node);
            if (group.IsSeries && index > 0)
            {
                return [.. LastOf(group.Items[index - 1])];
            }

            node = group;
        }

        return [];
    }

    private static IEnumerable<Leaf> LastOf(Node node) => node switch
    {
        Leaf leaf => [leaf],
        Group { IsSeries: true } series => LastOf(series.Items[^1]),
        _ => ((Group)node).Items.SelectMany(LastOf),
    };

    private IEnumerable<Leaf> Upstream(Leaf leaf) => Ends(leaf).Concat(leaf.Producers).Distinct();

    // A result is visible if its step runs before the leaf and no step between them has the same result type.
    private Func<int, Leaf[]> Visible(Leaf leaf) => type =>
    {
        Leaf[] earlier = [.. _leaves.Where(other => other.Result == type && Precedes(other, leaf))];
        return [.. earlier.Where(one => !earlier.Any(other => Precedes(one, other)))];
    };

    private bool Precedes(Leaf one, Leaf other)
    {
        if (one == other)
        {
            return false;
        }

        Group[] left = [.. Around(one)];
        Group[] right = [.. Around(other)];
        int common = left.Zip(right).TakeWhile(static pair => pair.First == pair.Second).Count() - 1;
        Node first = common + 1 < left.Length ? left[common + 1] : one;
        Node second = common + 1 < right.Length ? right[common + 1] : other;
        return left[common].IsSeries && Array.IndexOf(left[common].Items, first) < Array.IndexOf(left[common].Items, second);
    }

    // The groups around a leaf, outermost first.
    private IEnumerable<Group> Around(Leaf leaf)
    {
        Node node = _root;
        while (node is Group group)
        {
            yield return group;
            node = group.Items.First(item => Holds(item, leaf));
        }
    }

    private static bool Holds(Node node, Leaf leaf) => node == leaf || (node is Group group && group.Items.Any(item => Holds(item, leaf)));

    private static string Signature(Leaf leaf, bool named)
    {
        string type = leaf.Result < 0 ? "" : $"T{leaf.Result}";
        string returns = leaf.IsAsync ? (type.Length == 0 ? "Task" : $"Task<{type}>") : type.Length == 0 ? "void" : type;
        string value = type.Length == 0 ? "" : $"return new {type}(\"{leaf.Name}\");";
        string parameters = string.Join(", ", leaf.Producers.Select((producer, i) => $"{(named ? $"[From(nameof({producer.Name}))] " : "")}T{producer.Result} p{i}"));
        string seen = string.Join(" + ", leaf.Producers.Select((_, i) => $"p{i}.By").Prepend($"\"{leaf.Name}:\""));
        return $"{(leaf.IsAsync ? "async " : "")}{returns} {leaf.Name}({parameters}) {{ {(leaf.IsAsync ? "await Task.Yield(); " : "")}Log.Add({seen}); {value} }}";
    }

    /// <summary>What each step logs when it runs: its name, and the names of the steps that produced its arguments.</summary>
    public string[] LogLines() => [.. _leaves.Select(static leaf => $"{leaf.Name}:{string.Concat(leaf.Producers.Select(static producer => producer.Name))}")];

    /// <summary>The result types, and the log.</summary>
    public const string Support = """
        public sealed record T0(string By); public sealed record T1(string By); public sealed record T2(string By);
        public static class Log
        {
            private static readonly System.Collections.Concurrent.ConcurrentQueue<string> s_lines = new();
            public static void Add(string line) => s_lines.Enqueue(line);
            public static string[] Take() { var lines = s_lines.ToArray(); s_lines.Clear(); return lines; }
        }
        """;

    private static string Names(Leaf[] steps) => string.Join(", ", steps.Select(static step => $"nameof({step.Name})"));

    // Alternates between different notations.
    private string Text(Node node, string functions, bool isRoot = false)
    {
        if (node is Group group)
        {
            StringBuilder text = new(group.IsSeries ? "Compose.Series(" : "AsyncFlow.Compose.Parallel(");
            return text.AppendJoin(", ", group.Items.Select(item => Text(item, functions))).Append(')').ToString();
        }

        Leaf leaf = (Leaf)node;
        string name = $"{functions}.{leaf.Name}";
        string step = _random.Next(4) switch
        {
            0 => $"({name})",
            1 => $"global::{name}",
            2 => $"(Delegate){name}",
            _ => name,
        };
        return leaf.Locks switch
        {
            [] => isRoot ? $"Compose.Named(\"{leaf.Name}\", {step})" : step,
            [var only] => string.Create(CultureInfo.InvariantCulture, $"Compose.WithLock({step}, L{only})"),
            _ => $"Compose.WithLock(Compose.WithLock(step: {step}, L0), gate: L1)",
        };
    }

    private abstract class Node;

    private sealed class Group : Node
    {
        public required bool IsSeries { get; init; }

        public required Node[] Items { get; init; }
    }

    private sealed class Leaf : Node
    {
        public required string Name { get; init; }

        public int Result { get; set; } = -1;

        public bool IsAsync { get; set; }

        public int[] Locks { get; set; } = [];

        public Leaf[] Producers { get; set; } = [];
    }
}
