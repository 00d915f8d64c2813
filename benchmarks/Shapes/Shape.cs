using System.Globalization;

namespace AsyncFlow.Benchmarks.Shapes;

/// <summary>A graph to measure: which steps there are, and after which earlier ones each comes.</summary>
/// <param name="Name">A name that is an identifier, with the size in it.</param>
/// <param name="Upstream">For each step the indexes of the steps before it, all smaller than its own.</param>
public sealed record Shape(string Name, IReadOnlyList<int[]> Upstream)
{
    /// <summary>The number of steps.</summary>
    public int Count => Upstream.Count;

    /// <summary>Figure 1 of the Python library's documentation: f and g; h and i after one or both of them, and so on down to m.</summary>
    public static Shape FigureOne { get; } = new("Figure1", [[], [], [1], [0, 1], [2], [2, 3], [3], [4, 5, 6]]);

    /// <summary>The shapes of the tables. A debug build has small ones, since thousands of generated steps take a minute to compile.</summary>
    public static IReadOnlyList<Shape> All { get; } =
#if DEBUG
        [FigureOne, Chain(50), FanOut(50), Tree(31), Wavefront(7), Diamond(10)];
#else
        [FigureOne, Chain(1000), FanOut(1000), Tree(1023), Wavefront(32), Diamond(100)];
#endif

    /// <summary>Smaller wavefronts, which show whether the cost of a step depends on the number of steps.</summary>
    public static IReadOnlyList<Shape> Small { get; } = [Wavefront(4), Wavefront(16)];

    /// <summary>The stencil of Task Bench, whose smallest useful step is measured.</summary>
    public static Shape Grid { get; } =
#if DEBUG
        Stencil(4, 4);
#else
        Stencil(16, 64);
#endif

    /// <summary>Each step after the one before it.</summary>
    public static Shape Chain(int count) => Make("Chain", count, count, static i => i == 0 ? [] : [i - 1]);

    /// <summary>One step, and all others after it, side by side.</summary>
    public static Shape FanOut(int count) => Make("FanOut", count, count, static i => i == 0 ? [] : [0]);

    /// <summary>A binary tree, from its root to its leaves.</summary>
    public static Shape Tree(int count) => Make("Tree", count, count, static i => i == 0 ? [] : [(i - 1) / 2]);

    /// <summary>A square in which each step comes after its left and its upper neighbour.</summary>
    public static Shape Wavefront(int side) => Make("Wavefront", side, side * side, i => (i % side, i / side) switch
    {
        (0, 0) => [],
        (0, _) => [i - side],
        (_, 0) => [i - 1],
        _ => [i - side, i - 1],
    });

    /// <summary>Rows in which each step comes after the step above it and the two beside that one.</summary>
    public static Shape Stencil(int width, int rows) => Make("Stencil", rows, width * rows, i => i < width
        ? []
        : [.. Enumerable.Range((i % width) - 1, 3).Where(column => column >= 0 && column < width).Select(column => i - (i % width) - width + column)]);

    /// <summary>One step, two after it, one after these, two after it, and so on.</summary>
    public static Shape Diamond(int depth) => Make("Diamond", depth, (3 * depth) + 1, static i => (i % 3) switch
    {
        _ when i == 0 => [],
        0 => [i - 2, i - 1],
        1 => [i - 1],
        _ => [i - 2],
    });

    /// <summary>The shape of a name, or of its part before the size.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Shape Find(string name)
    {
        List<Shape> known = [.. All, .. Small, Grid];
        return known.Find(shape => shape.Name == name || shape.Name.TrimEnd([.. "0123456789"]) == name)
            ?? throw new ArgumentException($"No shape is called '{name}'. There are {string.Join(", ", known.Select(static shape => shape.Name))}.", nameof(name));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static Shape Make(string name, int size, int count, Func<int, int[]> upstream) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{name}{size}"), [.. Enumerable.Range(0, count).Select(upstream)]);
}
