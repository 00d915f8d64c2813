using System.Globalization;
using AsyncFlow.Building.Steps;

namespace AsyncFlow.Building;

/// <summary>One step of an expression: a function or a flow, with the name and the locks that the nodes around it give.</summary>
internal sealed class LeafStep
{
    private readonly List<object> _locks = [];
    private string? _name;
    private Delegate? _function;
    private IFlow? _flow;

    private LeafStep()
    {
    }

    /// <exception cref="ArgumentException">It is for each element of a list, or the key of a lock depends on results.</exception>
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

            if (reader.Kind == NodeKind.WithPolicy)
            {
                throw new ArgumentException("WithPolicy cannot be run by Flow.Create. Call the policy in the function, or write the expression in a [Composition].");
            }

            if (Array.Find(reader.Locks, static held => held is KeyedLockSource { HasKey: false }) is KeyedLockSource keyed)
            {
                throw new ArgumentException(
                    $"'{keyed.Key}' cannot give the key of a lock in Flow.Create, which does not pass results on. Give WithLock a Func that returns the key, use a FlowBuilder, or write the expression in a [Composition].");
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
    /// <param name="flow">The flow.</param>
    /// <param name="upstream">The steps that the step waits for.</param>
    /// <returns>The step's index.</returns>
    /// <exception cref="ArgumentException">The function cannot be run, or another step has the name.</exception>
    public int AddTo(FlowDefinition flow, int[] upstream)
    {
        (bool isAsync, StepMaker make) = _flow is null ? StepFunction.Read(_function!) : (true, RunFlow(_flow));
        string name = _name ?? flow.FindFreeName(_flow?.Plan.Name ?? string.Create(CultureInfo.InvariantCulture, $"step {flow.Count + 1}"));
        StepDefinition step = new(flow.Count, name, isAsync, make)
        {
            Kind = _flow is null ? StepKind.Function : StepKind.Flow,
            Flow = _flow is null ? null : () => _flow.Plan,
        };
        flow.Add(step);
        step.AddLocks(_locks);
        step.AddUpstream(upstream);
        return step.Index;
    }

    private static StepMaker RunFlow(IFlow flow) => (run, step, _) => new AsyncStep<FlowCall<ValueTask>>(run, step, new(flow.ExecuteAsync));
}
