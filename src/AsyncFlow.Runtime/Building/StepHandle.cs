using AsyncFlow.Building;

namespace AsyncFlow;

/// <summary>
/// A step of a <see cref="FlowBuilder"/>. Until the flow is built, <see cref="StepHandleExtensions"/> configure the step: what it
/// runs after, which locks it holds, under which policies and when it runs.
/// </summary>
/// <remarks>
/// A step can only wait for steps that were added before it, so steps cannot wait for each other in a circle. Not safe for use by
/// several threads.
/// </remarks>
public class StepHandle
{
    internal StepHandle(FlowDefinition flow, StepDefinition definition)
    {
        Flow = flow;
        Definition = definition;
    }

    /// <summary>The step's name.</summary>
    public string Name => Definition.Name;

    internal FlowDefinition Flow { get; }

    internal StepDefinition Definition { get; }

    /// <summary>The type of the step's result; null for none.</summary>
    internal virtual Type? ResultType => null;

    /// <summary>Whether there is a fallback if the step is skipped.</summary>
    internal virtual bool HasFallback => false;

    /// <summary>Whether the handle gives the step's outcome, and not its result.</summary>
    internal virtual bool IsOutcome => false;

    /// <summary>Whether there may be no result to take, since the step has a condition.</summary>
    internal bool MayLackResult => Definition.Condition is not null && !HasFallback && !IsOutcome;

    /// <summary>Another step takes what the handle gives: it waits for this one.</summary>
    internal void TakeBy(StepDefinition user)
    {
        if (IsOutcome)
        {
            user.AddOutcomes(Definition.Index);
            Definition.TakeOutcome();
        }
        else
        {
            user.AddUpstream(Definition.Index);
            Definition.AddTaker(user);
            if (!HasFallback)
            {
                user.Need(Definition.Index);
            }
        }

        Definition.UseResult(HasFallback || IsOutcome ? null : user.Name);
    }

    /// <summary>The step's name.</summary>
    public override string ToString() => Name;
}
