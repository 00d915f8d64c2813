using System.Globalization;

namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>A shape as a flow built at run time; all its steps call one delegate.</summary>
internal static class BuiltFlow
{
    public static IFlow Create(Shape shape, FlowKind kind, Body body, IFlowLock gate) =>
        kind == FlowKind.Typed ? CreateTyped(shape, body) : Create(shape, Adder(kind, body, gate));

    /// <summary>Steps that have completed when they return, without a task.</summary>
    public static IFlow CreateCompleted(Shape shape)
    {
        Func<CancellationToken, ValueTask> step = static _ => default;
        return Create(shape, (builder, name, after) => builder.StepValueTask(name, step).After(after));
    }

    private static IFlow Create(Shape shape, Func<FlowBuilder, string, StepHandle[], StepHandle> add)
    {
        FlowBuilder builder = new(shape.Name);
        StepHandle[] handles = new StepHandle[shape.Count];
        for (int i = 0; i < handles.Length; i++)
        {
            handles[i] = add(builder, NameOf(i), [.. shape.Upstream[i].Select(index => handles[index])]);
        }

        return builder.Build();
    }

    private static Func<FlowBuilder, string, StepHandle[], StepHandle> Adder(FlowKind kind, Body body, IFlowLock gate)
    {
        Func<CancellationToken, Task> step = body.RunAsync;
        Action<CancellationToken> synchronous = _ => body.Run();
        return kind switch
        {
            FlowKind.Sync => (builder, name, after) => builder.Step(name, synchronous).After(after),
            FlowKind.Locked => (builder, name, after) => builder.Step(name, step).After(after).WithLock(gate),
            _ => (builder, name, after) => builder.Step(name, step).After(after),
        };
    }

    private static Flow<int> CreateTyped(Shape shape, Body body)
    {
        FlowBuilder builder = new(shape.Name);
        StepHandle<int>[] handles = new StepHandle<int>[shape.Count];
        for (int i = 0; i < handles.Length; i++)
        {
            string name = NameOf(i);
            handles[i] = shape.Upstream[i] switch
            {
                [] => builder.Step(name, ct => body.AddAsync(1)),
                [int a] => builder.Step(name, handles[a], (x, ct) => body.AddAsync(x)),
                [int a, int b] => builder.Step(name, handles[a], handles[b], (x, y, ct) => body.AddAsync(x + y)),
                [int a, int b, int c] => builder.Step(name, handles[a], handles[b], handles[c], (x, y, z, ct) => body.AddAsync(x + y + z)),
                _ => throw new NotSupportedException($"Step {i} of {shape} has more than three upstreams."),
            };
        }

        return builder.Build(handles[^1]);
    }

    private static string NameOf(int step) => string.Create(CultureInfo.InvariantCulture, $"S{step}");
}
