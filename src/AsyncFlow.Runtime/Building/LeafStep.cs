using System.Globalization;
using AsyncFlow.Building;
using AsyncFlow.CompilerServices;

namespace AsyncFlow;

/// <summary>One step of an expression: a function or a flow, and what is said of it by the pieces around it.</summary>
internal sealed class LeafStep
{
    private readonly List<object> _locks = [];
    private string? _name;
    private Delegate? _function;
    private IFlow? _flow;

    private LeafStep()
    {
    }

    /// <exception cref="ArgumentException">It is for each element of a list.</exception>
    public static LeafStep Read(Delegate item)
    {
        LeafStep step = new();
        while (item is FlowNode node)
        {
            NodeReader reader = NodeReader.Read(node);
            if (reader.Kind == NodeKind.Each)
            {
                throw new ArgumentException("Each cannot be run by Flow.Create, which does not pass results on. Use FlowBuilder.ForEach, or write the expression in a [Composition].");
            }

            step._name ??= reader.Name;
            step._locks.AddRange(reader.Locks);
            if (reader.Flow is { } flow)
            {
                step._flow = flow;
                return step;
            }

            item = reader.Items[0];
        }

        step._function = item;
        return step;
    }

    /// <summary>Adds the step to a flow.</summary>
    /// <param name="draft">The flow.</param>
    /// <param name="upstream">What the step waits for.</param>
    /// <returns>The step's index.</returns>
    /// <exception cref="ArgumentException">The function cannot be run, or the name is another step's.</exception>
    public int AddTo(FlowDraft draft, int[] upstream)
    {
        (bool isAsync, CellMaker makeCell) = _flow is null ? StepFunction.Read(_function!) : (true, RunFlow(_flow));
        string name = _name ?? draft.Unused(_flow?.Plan.Name ?? string.Create(CultureInfo.InvariantCulture, $"step {draft.Count + 1}"));
        StepDescriptor planned = new(name, isAsync)
        {
            Upstream = upstream,
            Kind = _flow is null ? StepKind.Function : StepKind.Flow,
            Flow = _flow is null ? null : () => _flow.Plan,
        };
        return draft.Add(planned, [.. _locks], makeCell);
    }

    private static CellMaker RunFlow(IFlow flow) =>
        (run, step, _) => new AsyncCell<FlowCall<ValueTask>>(run, step, new(flow.ExecuteAsync));
}
