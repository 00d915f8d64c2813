using System.Runtime.ExceptionServices;
using AsyncFlow.Testing.Simulation;

namespace AsyncFlow.Testing.Exploration;

/// <summary>Runs a flow under one schedule after another, each time on a new instance.</summary>
/// <typeparam name="TFlow">The flow's type.</typeparam>
/// <param name="create">Creates an instance.</param>
/// <param name="check">Throws if the outcome of a run is wrong.</param>
/// <param name="options">How to explore.</param>
internal sealed class Explorer<TFlow>(Func<TFlow> create, Func<TFlow, FlowReport, Task> check, ExplorationOptions options)
    where TFlow : IFlow
{
    // The number of schedules tried so far.
    private int _tried;

    public async Task<ExplorationResult> RandomAsync(int runs, CancellationToken cancellationToken)
    {
        HashSet<string> schedules = [];
        for (int i = 0; i < runs; i++)
        {
            int seed = unchecked(options.FirstSeed + i);
            schedules.Add(await TryAsync(new RandomStrategy(seed), seed, static () => true, cancellationToken).ConfigureAwait(false));
        }

        return new ExplorationResult(_tried, schedules.Count, isComplete: false);
    }

    public async Task<ExplorationResult> AllAsync(CancellationToken cancellationToken)
    {
        FlowPlan plan = Create().Plan;
        int limit = options.Flow?.MaxConcurrency ?? plan.MaxConcurrency;
        DepthFirstStrategy search = new(new Independence(options.Independent, isLimited: limit > 0));
        int redundant = 0;
        bool isComplete;
        do
        {
            await TryAsync(search, null, () => search.Counts, cancellationToken).ConfigureAwait(false);
            if (search.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            redundant += search.IsRedundant ? 1 : 0;
            if (search.IsUnrepeatable)
            {
                throw new InvalidOperationException(
                    $"Flow '{plan.Name}' cannot be explored: it did not behave the same way twice under the same schedule. It depends on something besides the order of its steps: state that instances share, random numbers, real time, or work outside of the simulation.");
            }

            isComplete = !search.TryNext();
        }
        while (!isComplete && _tried < options.MaxSchedules);

        return new ExplorationResult(_tried - redundant, _tried - redundant, isComplete);
    }

    public async Task ReplayAsync(string schedule, CancellationToken cancellationToken)
    {
        ReplayStrategy strategy = new(ScheduleText.Read(schedule));
        await TryAsync(strategy, null, () => !strategy.DoesNotFit, cancellationToken).ConfigureAwait(false);
        if (strategy.DoesNotFit)
        {
            throw new InvalidOperationException($"Schedule \"{schedule}\" does not fit the flow: it chooses more than there is to choose from. It was recorded with another flow, or with an earlier version of this one.");
        }
    }

    // Tries one schedule and returns its text. Only after the run is it known whether the schedule counts.
    private async Task<string> TryAsync(ISchedulingStrategy strategy, int? seed, Func<bool> counts, CancellationToken cancellationToken)
    {
        TFlow flow = Create();
        ScheduleRun run = new(flow, strategy, options);
        _tried++;
        Exception? failure = await run.ExecuteAsync(CheckAsync, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw new ExplorationException(flow.Plan, _tried, seed, run, failure, options.HtmlPath);
        }

        return run.Schedule;

        Task CheckAsync(FlowReport report) => !counts() ? Task.CompletedTask
            : check(flow, report) ?? throw new InvalidOperationException("The check returned null instead of a task. Return a task, or make it async.");
    }

    private TFlow Create() => create() ?? throw new InvalidOperationException("The function that creates the flow returned null.");
}
