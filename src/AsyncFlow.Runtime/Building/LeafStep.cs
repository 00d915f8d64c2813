using System.Globalization;
using AsyncFlow.Building.Steps;

namespace AsyncFlow.Building;

/// <summary>One step of an expression: a function or a flow, with the name, the locks and the policies that the nodes around it give.</summary>
internal sealed class LeafStep
{
    private readonly List<object> _locks = [];
    private readonly List<IStepPolicy> _policies = [];
    private string? _name;
    private bool _locksPerAttempt;
    private Delegate? _function;
    private IFlow? _flow;

    private LeafStep()
    {
    }

    /// <exception cref="ArgumentException">It is for each element of a list, attempts of a flow take the locks, the key of a lock depends on results, or a policy is not an <see cref="IStepPolicy"/>.</exception>
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

            foreach (object policy in reader.Policies)
            {
                step._policies.Add(policy as IStepPolicy ?? throw new ArgumentException(
                    $"{TypeName.WithArticle(policy.GetType())} cannot be a policy in Flow.Create, which runs those that implement IStepPolicy. Call it in such a class, or write the expression in a [Composition]."));
            }

            if (Array.Find(reader.Locks, static held => held is StepKeySource { HasKey: false }) is StepKeySource keyed)
            {
                throw new ArgumentException(
                    $"'{keyed.Key}' cannot give the key of a lock in Flow.Create, which does not pass results on. Give WithLock a Func that returns the key, use a FlowBuilder, or write the expression in a [Composition].");
            }

            step._name ??= reader.Name;
            step._locksPerAttempt |= reader.Kind == NodeKind.WithLocksPerAttempt;
            step._locks.AddRange(reader.Locks);
            if (reader.Flow is { } flow)
            {
                if (step._locksPerAttempt)
                {
                    throw new ArgumentException("a step that runs a flow holds its locks across all attempts. Remove WithLocksPerAttempt.");
                }

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
            LocksPerAttempt = _locksPerAttempt,
            Kind = _flow is null ? StepKind.Function : StepKind.Flow,
            Flow = _flow is null ? null : () => _flow.Plan,
        };
        flow.Add(step);
        step.AddLocks(_locks);
        step.AddPolicies(_policies);
        step.AddUpstream(upstream);
        return step.Index;
    }

    private static StepMaker RunFlow(IFlow flow) => StepMakers.Async<FlowCall<ValueTask>>(_ => new(flow.ExecuteAsync));
}
