using AsyncFlow.CompilerServices;

namespace AsyncFlow.Plan;

/// <summary>Which steps take the outcome of others, and so which failures are handled. Immutable. A plan without such steps has none.</summary>
internal sealed class OutcomeEdges
{
    private readonly bool[] _takes;
    private readonly bool[]? _taken;
    private readonly bool[]? _neededByOutput;

    private OutcomeEdges(bool[] takes, bool[]? taken, bool[]? neededByOutput) => (_takes, _taken, _neededByOutput) = (takes, taken, neededByOutput);

    /// <summary>Those of a list's elements whose outcomes a step takes: none stops the others, and the list as a whole fails.</summary>
    public static OutcomeEdges OfElements { get; } = new([], null, null);

    /// <summary>Whether the failure of a step lets the rest of the run go on.</summary>
    public bool IsTaken(int step) => _taken?[step] ?? true;

    /// <summary>Whether the failure of a step does not fail the run.</summary>
    public bool IsHandled(int step) => _taken is not null && _taken[step] && !_neededByOutput![step];

    /// <summary>Whether an edge gives the outcome, and not the result, to its successor.</summary>
    /// <param name="edge">The place of the edge in <see cref="PlanLayout.Successors"/>.</param>
    public bool IsOutcome(int edge) => _takes[edge];

    /// <summary>
    /// Whether a step takes the outcomes of this one's elements, or of the elements of steps that take those one by one: then the failure of one
    /// element does not stop the others.
    /// </summary>
    public bool AreElementsTaken(PlanLayout layout, int step) => IsTaken(step) && LeadToOutcomes(layout, step);

    private bool LeadToOutcomes(PlanLayout layout, int step)
    {
        for (int edge = layout.SuccessorStart[step]; edge < layout.SuccessorStart[step + 1]; edge++)
        {
            int successor = layout.Successors[edge];
            if (!layout.IsRelease(successor) && (_takes[edge] || (layout.IsStreamed(step, successor) && LeadToOutcomes(layout, successor))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The edges of a plan; null if no step takes an outcome.</summary>
    /// <param name="layout">The graph.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="order">An order of the steps in which each comes after those that it waits for.</param>
    /// <param name="omitted">
    /// For each step, whether it does not run; null for none. Such a step neither takes outcomes nor has one, and passes on that a step before it
    /// did not succeed.
    /// </param>
    public static OutcomeEdges? Of(PlanLayout layout, StepDescriptor[] steps, int[] order, bool[]? omitted = null)
    {
        if (!Array.Exists(steps, static step => step.Outcomes.Length > 0))
        {
            return null;
        }

        bool[] takes = new bool[layout.Successors.Length];
        for (int step = 0; step < steps.Length; step++)
        {
            for (int edge = layout.SuccessorStart[step]; edge < layout.SuccessorStart[step + 1]; edge++)
            {
                int successor = layout.Successors[edge];
                takes[edge] = Array.IndexOf(steps[successor].Outcomes, step) >= 0 && !IsOmitted(step) && !IsOmitted(successor);
            }
        }

        bool[] taken = new bool[steps.Length];
        bool[] needed = new bool[steps.Length];
        bool[] leads = new bool[steps.Length];
        bool[] none = new bool[steps.Length];
        for (int i = order.Length - 1; i >= 0; i--)
        {
            (taken[order[i]], needed[order[i]], leads[order[i]]) = Look(order[i], taken, none);
        }

        bool[] handled = new bool[steps.Length];
        for (int step = 0; step < steps.Length; step++)
        {
            handled[step] = taken[step] && IsTakenByOthers(step);
        }

        return new OutcomeEdges(takes, handled, needed);

        // Whether those who take the outcome run in spite of the failure: they may also need, by another way, what is left out because of it.
        bool IsTakenByOthers(int failed)
        {
            bool[] leftOut = new bool[steps.Length];
            leftOut[failed] = true;
            foreach (int step in order)
            {
                for (int edge = layout.SuccessorStart[step]; leftOut[step] && edge < layout.SuccessorStart[step + 1]; edge++)
                {
                    leftOut[layout.Successors[edge]] |= !takes[edge] && !steps[layout.Successors[edge]].IsRelease;
                }
            }

            bool[] takenNow = new bool[steps.Length];
            for (int i = order.Length - 1; i >= 0; i--)
            {
                takenNow[order[i]] = leftOut[order[i]] && Look(order[i], takenNow, leftOut).IsTaken;
            }

            return takenNow[failed];
        }

        // A step is taken if another takes its outcome, or if that is so for each step that is left out because of it: then nothing is left
        // out unseen. A step that works on each element of a list has no outcomes without the list, but of elements that come one by one each is
        // left out by itself. A step that is omitted is none that is left out, but those behind it are.
        (bool IsTaken, bool IsNeeded, bool Leads) Look(int step, bool[] taken, bool[] leftOut)
        {
            bool isTaken = false;
            bool areAllTaken = true;
            bool isNeeded = steps[step].IsOutput && !IsOmitted(step);
            int results = 0;
            for (int edge = layout.SuccessorStart[step]; edge < layout.SuccessorStart[step + 1]; edge++)
            {
                int successor = layout.Successors[edge];
                if (steps[successor].IsRelease || (IsOmitted(successor) && !leads[successor]))
                {
                    continue;
                }

                if (takes[edge])
                {
                    isTaken |= !leftOut[successor];
                    continue;
                }

                results++;
                areAllTaken &= taken[successor] && (steps[successor].Kind != StepKind.ForEach || layout.IsStreamed(step, successor) || IsOmitted(successor));
                isNeeded |= needed[successor];
            }

            return (isTaken || (results > 0 && areAllTaken), isNeeded, results > 0);
        }

        bool IsOmitted(int step) => omitted is not null && omitted[step];
    }
}
