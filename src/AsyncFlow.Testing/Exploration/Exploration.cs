namespace AsyncFlow.Testing;

/// <summary>Runs a flow under one schedule after the other, each time a new instance.</summary>
/// <typeparam name="TFlow">The flow's type.</typeparam>
/// <param name="create">Makes an instance.</param>
/// <param name="check">Throws if it finds the outcome wrong.</param>
/// <param name="options">How to explore.</param>
internal sealed class Exploration<TFlow>(Func<TFlow> create, Action<TFlow, FlowReport> check, ExplorationOptions options)
    where TFlow : IFlow
{
    // How many schedules have been tried.
    private int _tried;

    public async Task<ExplorationResult> RandomAsync(int runs, CancellationToken cancellationToken)
    {
        HashSet<string> schedules = [];
        for (int i = 0; i < runs; i++)
        {
            int seed = unchecked(options.FirstSeed + i);
            schedules.Add(await TryAsync(new RandomChooser(seed), seed, static () => true, cancellationToken).ConfigureAwait(false));
        }

        return new ExplorationResult(_tried, schedules.Count, isComplete: false);
    }

    public async Task<ExplorationResult> AllAsync(CancellationToken cancellationToken)
    {
        TFlow sample = create() ?? throw NoFlow();
        int limit = options.Flow?.MaxConcurrency ?? sample.Plan.MaxConcurrency;
        DepthFirstSearch search = new(new Independence(options.Independent, isLimited: limit > 0));
        int redundant = 0;
        bool isComplete;
        do
        {
            await TryAsync(search, null, () => !search.IsRedundant, cancellationToken).ConfigureAwait(false);
            redundant += search.IsRedundant ? 1 : 0;
            if (search.IsUnrepeatable)
            {
                throw new InvalidOperationException(
                    $"Flow '{sample.Plan.Name}' cannot be explored: it did not go the same way twice, under the same schedule. Something in it depends on more than the order of its steps: state that outlives an instance, a random number, the real time, or work outside of the simulation.");
            }

            isComplete = !search.TryNext();
        }
        while (!isComplete && _tried < options.MaxSchedules);

        return new ExplorationResult(_tried - redundant, _tried - redundant, isComplete);
    }

    public async Task ReplayAsync(string schedule, CancellationToken cancellationToken)
    {
        ReplayingChooser chooser = new(ScheduleText.Read(schedule));
        await TryAsync(chooser, null, () => !chooser.DoesNotFit, cancellationToken).ConfigureAwait(false);
        if (chooser.DoesNotFit)
        {
            throw new InvalidOperationException($"Schedule \"{schedule}\" does not fit the flow: it chooses what is not there. It was made with another flow, or an earlier version of this one.");
        }
    }

    // Tries one schedule and gives its text. Whether it counts is known when it has been run.
    private async Task<string> TryAsync(IChooser chooser, int? seed, Func<bool> counts, CancellationToken cancellationToken)
    {
        TFlow flow = create() ?? throw NoFlow();
        ScheduleRun run = new(flow, chooser, options);
        _tried++;
        Exception? failure = await run.ExecuteAsync(Check, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            throw new ExplorationException(flow.Plan, _tried, seed, run.Schedule, run.Events, failure);
        }

        return run.Schedule;

        void Check(FlowReport report)
        {
            if (counts())
            {
                check(flow, report);
            }
        }
    }

    private static InvalidOperationException NoFlow() => new("The function that makes the flow returned null.");
}
