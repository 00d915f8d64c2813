using AsyncFlow.CompilerServices;
using AsyncFlow.Locks;

namespace AsyncFlow;

/// <summary>What a user says of a step that is to be added to a <see cref="FlowBuilder"/>, in whatever form.</summary>
/// <param name="Name">The step's name.</param>
/// <param name="Body">Its function.</param>
/// <param name="Inputs">The steps whose results it takes.</param>
/// <param name="After">The steps that must have finished, beside those.</param>
/// <param name="Locks">The locks that it holds.</param>
/// <param name="When">When it runs; null for always.</param>
internal readonly record struct StepRequest(
    string Name, object Body, IEnumerable<StepHandle> Inputs, IEnumerable<StepHandle>? After, IEnumerable<object>? Locks, StepCondition? When)
{
    private string Step => $"Step '{Name}'";

    /// <summary>Checks all of it and makes the step that the plan shows.</summary>
    /// <param name="builder">The builder to which the step is added.</param>
    /// <param name="isAsync">Whether the function returns something awaitable.</param>
    /// <param name="kind">What the step does.</param>
    /// <param name="flow">The plan of the flow that it runs.</param>
    /// <exception cref="ArgumentException">Something is missing or does not fit.</exception>
    public StepDescriptor Plan(object builder, bool isAsync, StepKind kind, Func<FlowPlan>? flow)
    {
        ArgumentException.ThrowIfNullOrEmpty(Name, "name");
        ThrowIfNull(Body, "body", "has no function. Give it one.");

        SortedSet<int> upstream = [];
        foreach (StepHandle handle in Inputs)
        {
            upstream.Add(CheckInput(builder, handle, "take"));
        }

        foreach (StepHandle handle in After ?? [])
        {
            upstream.Add(Check(builder, handle, "after"));
        }

        if (When?.Upstream is { } condition)
        {
            upstream.Add(CheckInput(builder, condition, "be asked"));
        }

        return new StepDescriptor(Name, isAsync) { Upstream = [.. upstream], Kind = kind, Flow = flow, Condition = When?.Name };
    }

    /// <summary>The locks, which are some.</summary>
    /// <exception cref="ArgumentException">One is null or no lock.</exception>
    public object[] CheckLocks()
    {
        object[] locks = [.. Locks ?? []];
        foreach (object held in locks)
        {
            if (held is null || !AnyLock.IsLock(held))
            {
                string what = held is null ? "null" : TypeName.WithArticle(held.GetType());
                throw new ArgumentException($"{Step} cannot hold {what}, which is no lock. Give it a FlowLock, FlowSemaphore, SemaphoreSlim or IFlowLock.");
            }
        }

        return locks;
    }

    private int CheckInput(object builder, StepHandle handle, string verb)
    {
        int index = Check(builder, handle, "upstream");
        return handle.MayLackResult
            ? throw new ArgumentException($"{Step} needs the result of step '{handle.Name}', which has a condition: if that does not hold there is no result to {verb}. Say what to take then: call Or(value) or OrDefault() on its handle.")
            : index;
    }

    private int Check(object builder, StepHandle handle, string parameter)
    {
        ThrowIfNull(handle, parameter, "is to wait for a step whose handle is null. Use the handle that FlowBuilder gave for that step.");
        return handle.Builder == builder
            ? handle.Index
            : throw new ArgumentException($"{Step} cannot wait for step '{handle.Name}', whose handle comes from another builder. A flow's steps are all added to one FlowBuilder.", parameter);
    }

    private void ThrowIfNull(object? value, string parameter, string what)
    {
        if (value is null)
        {
            throw new ArgumentNullException(parameter, $"{Step} {what}");
        }
    }
}
