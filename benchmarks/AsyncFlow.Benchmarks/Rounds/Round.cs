using System.Globalization;
using AsyncFlow.Benchmarks.Workloads;

namespace AsyncFlow.Benchmarks.Rounds;

/// <summary>One side of a comparison of programs: measures it by itself and prints the nanoseconds of a step.</summary>
internal static class Round
{
    /// <param name="side">Who runs the graph: engine, flow, hand, dataflow or parallel.</param>
    /// <param name="shapeName">The graph.</param>
    /// <param name="workName">What its steps do, a <see cref="Work"/>.</param>
    public static async Task<int> RunAsync(string side, string shapeName, string workName)
    {
        Shape shape = Shape.Find(shapeName);
        Func<ValueTask> run = Side(side, shape, Enum.Parse<Work>(workName));
        double nanoseconds = await Measure.NanosecondsAsync(run).ConfigureAwait(false) / shape.Count;
        Console.WriteLine(nanoseconds.ToString("0.00", CultureInfo.InvariantCulture));
        return 0;
    }

    private static Func<ValueTask> Side(string side, Shape shape, Work work)
    {
        switch (side)
        {
            case "engine" when work == Work.Completed:
                IFlow completed = BuiltFlow.CreateCompleted(shape);
                return () => completed.ExecuteAsync();
            case "engine":
                IFlow built = new Workload(shape, work).Built();
                return () => built.ExecuteAsync();
            case "flow":
                IFlow generated = new Workload(shape, work).Generated;
                return () => generated.ExecuteAsync();
            case "hand":
                Func<CancellationToken, Task> byHand = new Workload(shape, work).ByHand();
                return () => new ValueTask(byHand(default));
            case "dataflow" when work == Work.Completed:
                // Its own way to do nothing, as that of the others: no task.
                DataflowGraph empty = DataflowGraph.Create(shape, FlowKind.Sync, new EmptyBody(), permits: 1);
                return () => new ValueTask(empty.RunAsync());
            case "dataflow":
                DataflowGraph graph = new Workload(shape, work).Dataflow();
                return () => new ValueTask(graph.RunAsync());
            case "parallel":
                Action[] steps = ((ISteps<Action>)new Workload(shape, work).Generated).Steps;
                return () =>
                {
                    steps[0]();
                    Parallel.For(1, steps.Length, step => steps[step]());
                    return default;
                };
            default:
                throw new ArgumentException($"Unknown side '{side}'. The sides are engine, flow, hand, dataflow and parallel.", nameof(side));
        }
    }
}
