using AsyncFlow.Benchmarks.Shapes;

// Writes the shapes as flows into a folder, one file for each: those of AsyncFlow.Benchmarks, whose build calls this, or those of
// benchmarks/outside.
string folder = Directory.CreateDirectory(args[0]).FullName;
bool outside = args is [_, "outside"];
Shape[] large = [Shape.Find("Chain"), Shape.Find("FanOut"), Shape.Find("Tree"), Shape.Find("Wavefront")];
(Shape Shape, FlowKind Kind)[] flows = outside
    ?
    [
        .. from shape in large select (shape, FlowKind.Async),
        .. from kind in new[] { FlowKind.Typed, FlowKind.Locked, FlowKind.Shared } select (large[^1], kind),
    ]
    :
    [
        .. from shape in Shape.All from kind in Enum.GetValues<FlowKind>() where kind != FlowKind.Shared select (shape, kind),
        .. from shape in Shape.Small select (shape, FlowKind.Async),
        (Shape.Grid, FlowKind.Sync),
        (Shape.Grid, FlowKind.Async),
    ];
foreach ((Shape shape, FlowKind kind) in flows)
{
    File.WriteAllText(Path.Join(folder, $"{shape.Name}{kind}.cs"), outside ? FlowSource.WriteOutside(shape, kind) : FlowSource.Write(shape, kind));
}

if (!outside)
{
    File.WriteAllText(Path.Join(folder, "GeneratedFlows.cs"), FlowSource.WriteRegistry(flows));
}
