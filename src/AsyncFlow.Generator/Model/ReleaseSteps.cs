using System.Collections.Immutable;
using AsyncFlow.Generator.Graph;

namespace AsyncFlow.Generator.Model;

/// <summary>
/// Adds a step for each result that the run owns: it disposes the result when all steps that take it have ended, however they ended.
/// </summary>
internal static class ReleaseSteps
{
    /// <summary>All steps of a flow: those that users see, and behind them those that dispose results, of later results first.</summary>
    /// <param name="steps">The steps that users see.</param>
    /// <param name="awaited">How the disposal is awaited.</param>
    public static EquatableArray<StepModel> AddTo(ImmutableArray<StepModel> steps, AwaitModel awaited)
    {
        int[] owners = [.. Enumerable.Range(0, steps.Length).Where(step => steps[step].IsOwned).Reverse()];
        if (owners.Length == 0)
        {
            return steps;
        }

        FlowGraph graph = new(steps.Select(static step => step.Upstream.ToImmutableArray()).ToImmutableArray());
        return steps.AddRange(owners.Select(owner =>
        {
            // What takes the result, and the disposal of what was made from it.
            bool[] downstream = graph.After(owner);
            IEnumerable<int> readers = graph.Downstream[owner].Append(owner).OrderBy(static step => step);
            IEnumerable<int> inner = Enumerable.Range(0, owners.Length).Where(other => downstream[owners[other]]).Select(other => steps.Length + other);
            return Release(steps[owner], owner, readers.Concat(inner).ToImmutableArray(), awaited);
        }));
    }

    private static StepModel Release(StepModel step, int index, ImmutableArray<int> upstream, AwaitModel awaited) => new()
    {
        Name = $"{step.Name} (disposal)",
        Identifier = $"DisposalOf{step.Identifier}",
        Call = $"global::AsyncFlow.CompilerServices.OwnedResults.{(step.ForEach is null ? "DisposeAsync" : "DisposeEachAsync")}",
        Mention = null,
        Arguments = ImmutableArray.Create(new ArgumentModel($"_result{index}")),
        Upstream = upstream,
        Outcomes = upstream,
        Locks = ImmutableArray<LockModel>.Empty,
        Await = awaited,
        ResultType = null,
        IsRelease = true,
    };
}
