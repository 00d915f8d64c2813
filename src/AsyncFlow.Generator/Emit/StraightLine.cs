using System.Collections.Immutable;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Model;
using AsyncFlow.Plan;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// The steps that generated code calls in a straight line, without the engine, as long as each completes at once: the beginning of the order
/// in which the engine executes steps on the caller's thread.
/// </summary>
internal sealed class StraightLine
{
    private static readonly StraightLine s_none = new([], [], [], isComplete: false);

    private StraightLine(IReadOnlyList<int> steps, IReadOnlyList<bool> othersWait, IReadOnlyList<bool> runsAlone, bool isComplete) =>
        (Steps, OthersWait, RunsAlone, IsComplete) = (steps, othersWait, runsAlone, isComplete);

    /// <summary>The indexes of the steps, in the order of execution.</summary>
    public IReadOnlyList<int> Steps { get; }

    /// <summary>For each of these steps, whether two or more steps are ready after it.</summary>
    public IReadOnlyList<bool> OthersWait { get; }

    /// <summary>For each step of the flow, whether no other can run beside it.</summary>
    public IReadOnlyList<bool> RunsAlone { get; }

    /// <summary>Whether the line contains all steps of the flow.</summary>
    public bool IsComplete { get; }

    /// <summary>Whether the first step needs the engine.</summary>
    public bool IsEmpty => Steps.Count == 0;

    /// <summary>The line of a flow.</summary>
    public static StraightLine Of(FlowModel flow)
    {
        if (flow.Problems.Count > 0 || flow.MaxConcurrency > 0 || flow.SingleThreaded || flow.StreamedType is not null)
        {
            return s_none;
        }

        FlowGraph graph = new(flow.Steps.Select(static step => step.Upstream.ToImmutableArray()).ToImmutableArray());
        int[] starts = Starts(graph);
        int[] successors = [.. graph.Downstream.SelectMany(static steps => steps)];
        int[] inDegree = [.. graph.Upstream.Select(static steps => steps.Length)];
        CallerOrder order = new(starts, successors, inDegree);
        int length = Length(flow, order);
        return new(
            [.. order.Steps.Take(length)],
            [.. order.OthersWait.Take(length)],
            LoneSteps.Find(starts, successors, inDegree),
            isComplete: length == order.Steps.Length);
    }

    // The line ends before the first step that it cannot call, and where a step is ready that goes to a worker at once.
    private static int Length(FlowModel flow, CallerOrder order)
    {
        int[] place = new int[order.Steps.Length];
        for (int i = 0; i < place.Length; i++)
        {
            place[order.Steps[i]] = i;
        }

        int length = place.Length;
        for (int step = 0; step < place.Length; step++)
        {
            if (NeedsWorker(flow.Steps[step]))
            {
                length = Math.Min(length, flow.Steps[step].Upstream.Select(upstream => place[upstream] + 1).DefaultIfEmpty().Max());
            }
            else if (!CanCall(flow.Steps[step]))
            {
                length = Math.Min(length, place[step]);
            }
        }

        return length;
    }

    private static int[] Starts(FlowGraph graph)
    {
        int[] starts = new int[graph.Count + 1];
        for (int step = 0; step < graph.Count; step++)
        {
            starts[step + 1] = starts[step] + graph.Downstream[step].Length;
        }

        return starts;
    }

    // A condition, a list of elements, a context, policies, a flow known only by its interface, and a flow that runs under a lock need a run object.
    private static bool CanCall(StepModel step) => step is { Condition: null, ForEach: null, Policy: null, Await: not null }
        && ((step.Outcomes.Count == 0 && !step.TakesOutcome()) || step.IsRelease)
        && step.Locks.All(static held => held.IsKnown)
        && (step.SubFlow is null or { IsByInterface: false, Type: not null, IsStreaming: false } && step is not { SubFlow: not null, Locks.Count: > 0 })
        && !step.TakesContext()
        && !(step.IsStreamSource && step.TakesToken());

    private static bool NeedsWorker(StepModel step) => step.ForEach is { } each ? each.IsLazy : step.Await is null;
}
