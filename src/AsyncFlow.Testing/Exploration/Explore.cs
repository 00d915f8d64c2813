namespace AsyncFlow.Testing;

/// <summary>
/// Runs a flow under many schedules, each legal by its graph and its locks, to find the one that breaks it. A schedule is an
/// order of what is ready: steps that start, and steps that go on after an <c>await</c>, one at a time, in virtual time, as on a
/// <see cref="SimulationHost"/>.
/// </summary>
/// <example>
/// <code>
/// await Explore.AllAsync(() => new Checkout(), checkout => Assert.Equal(2, checkout.Sold));
/// </code>
/// </example>
public static class Explore
{
    /// <summary>Runs a flow under schedules chosen at random. Good for flows that have too many to try them all.</summary>
    /// <typeparam name="TFlow">The flow's type.</typeparam>
    /// <param name="flow">Makes the instance for one schedule. Instances must not share what the steps change.</param>
    /// <param name="runs">How many schedules to try.</param>
    /// <param name="check">Throws if it finds something wrong after a run; null if it is enough that every step succeeds.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the exploration.</param>
    /// <returns>What was tried, if nothing failed.</returns>
    /// <exception cref="ExplorationException">A run or its check failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="runs"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<ExplorationResult> RandomAsync<TFlow>(
        Func<TFlow> flow, int runs, Action<TFlow>? check = null, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow =>
        RandomAsync(flow, runs, AfterSuccess(check), options, cancellationToken);

    /// <inheritdoc cref="RandomAsync{TFlow}(Func{TFlow}, int, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// <param name="flow">Makes the instance for one schedule. Instances must not share what the steps change.</param>
    /// <param name="runs">How many schedules to try.</param>
    /// <param name="check">Throws if it finds something wrong after a run; a failed run is for it to judge too.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the exploration.</param>
    public static Task<ExplorationResult> RandomAsync<TFlow>(
        Func<TFlow> flow, int runs, Action<TFlow, FlowReport> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        return Begin(flow, check, options).RandomAsync(runs, cancellationToken);
    }

    /// <summary>
    /// Runs a flow under every schedule, or as many as <see cref="ExplorationOptions.MaxSchedules"/> allows; the result says which.
    /// If every step completes synchronously, these are the linear extensions of the graph.
    /// </summary>
    /// <typeparam name="TFlow">The flow's type.</typeparam>
    /// <param name="flow">Makes the instance for one schedule. Instances must not share what the steps change.</param>
    /// <param name="check">Throws if it finds something wrong after a run; null if it is enough that every step succeeds.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the exploration.</param>
    /// <returns>What was tried, if nothing failed.</returns>
    /// <exception cref="ExplorationException">A run or its check failed.</exception>
    /// <exception cref="InvalidOperationException">The flow goes different ways under one schedule, so schedules cannot be explored.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task<ExplorationResult> AllAsync<TFlow>(
        Func<TFlow> flow, Action<TFlow>? check = null, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow =>
        AllAsync(flow, AfterSuccess(check), options, cancellationToken);

    /// <inheritdoc cref="AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// <param name="flow">Makes the instance for one schedule. Instances must not share what the steps change.</param>
    /// <param name="check">Throws if it finds something wrong after a run; a failed run is for it to judge too.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the exploration.</param>
    public static Task<ExplorationResult> AllAsync<TFlow>(
        Func<TFlow> flow, Action<TFlow, FlowReport> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => Begin(flow, check, options).AllAsync(cancellationToken);

    /// <summary>Runs a flow under exactly one schedule.</summary>
    /// <typeparam name="TFlow">The flow's type.</typeparam>
    /// <param name="flow">Makes the instance.</param>
    /// <param name="schedule">The schedule, from the message of an <see cref="ExplorationException"/> or <see cref="ExplorationException.Schedule"/>.</param>
    /// <param name="check">Throws if it finds something wrong after the run; null if it is enough that every step succeeds.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ExplorationException">The run or its check failed.</exception>
    /// <exception cref="ArgumentException"><paramref name="schedule"/> is no schedule.</exception>
    /// <exception cref="InvalidOperationException">It is not one of this flow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Task ReplayAsync<TFlow>(
        Func<TFlow> flow, string schedule, Action<TFlow>? check = null, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow =>
        ReplayAsync(flow, schedule, AfterSuccess(check), options, cancellationToken);

    /// <inheritdoc cref="ReplayAsync{TFlow}(Func{TFlow}, string, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// <param name="flow">Makes the instance.</param>
    /// <param name="schedule">The schedule, from the message of an <see cref="ExplorationException"/> or <see cref="ExplorationException.Schedule"/>.</param>
    /// <param name="check">Throws if it finds something wrong after the run; a failed run is for it to judge too.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static Task ReplayAsync<TFlow>(
        Func<TFlow> flow, string schedule, Action<TFlow, FlowReport> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => Begin(flow, check, options).ReplayAsync(schedule, cancellationToken);

    private static Action<TFlow, FlowReport> AfterSuccess<TFlow>(Action<TFlow>? check) => (flow, report) =>
    {
        report.ThrowIfFailed();
        check?.Invoke(flow);
    };

    private static Exploration<TFlow> Begin<TFlow>(Func<TFlow> flow, Action<TFlow, FlowReport> check, ExplorationOptions? options)
        where TFlow : IFlow
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(check);
        return new Exploration<TFlow>(flow, check, options ?? new ExplorationOptions());
    }
}
