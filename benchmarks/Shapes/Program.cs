using AsyncFlow.Benchmarks.Shapes;

// The build of AsyncFlow.Benchmarks calls this: writes the shapes as flows into a folder, one file for each.
string folder = Directory.CreateDirectory(args[0]).FullName;
(Shape Shape, FlowKind Kind)[] flows =
[
    .. from shape in Shape.All from kind in Enum.GetValues<FlowKind>() select (shape, kind),
    .. from shape in Shape.Small select (shape, FlowKind.Async),
];
foreach ((Shape shape, FlowKind kind) in flows)
{
    File.WriteAllText(Path.Join(folder, $"{shape.Name}{kind}.cs"), FlowSource.Write(shape, kind));
}

File.WriteAllText(Path.Join(folder, "GeneratedFlows.cs"), FlowSource.WriteRegistry(flows));
