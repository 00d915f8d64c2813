using System.Runtime.CompilerServices;
using AsyncFlow.Testing.Exploration;

namespace AsyncFlow.Testing;

/// <summary>
/// Runs a flow under many schedules, each allowed by its graph and its locks, to find one under which it fails. A schedule is the
/// order in which steps start and continue after an <c>await</c>, one at a time and in virtual time, as on a
/// <see cref="SimulationHost"/>.
/// </summary>
/// <remarks>
/// A check can be synchronous or asynchronous, and can take the flow alone or the flow and the report of its run. A check of the flow
/// alone is called only if every step succeeded; a failed run fails the schedule. A check that takes the report is called after
/// every run, and decides itself whether a failed step is an error.
/// </remarks>
/// <example>
/// <code>
/// await Explore.AllAsync(() => new Checkout(), checkout => Assert.Equal(2, checkout.Sold));
/// </code>
/// </example>
public static partial class Explore
{
    // Null is accepted by every overload. The priorities make it the check of the flow alone, which may be null.

    /// <summary>Runs a flow under schedules chosen at random. Suits flows that have too many schedules to try them all.</summary>
    /// <typeparam name="TFlow">The flow's type.</typeparam>
    /// <param name="flow">Creates the instance for one schedule. Instances must not share state that the steps change.</param>
    /// <param name="runs">The number of schedules to try.</param>
    /// <param name="check">Throws if the outcome of a successful run is wrong; null to require only that every step succeeds.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the exploration.</param>
    /// <returns>What was tried, if no schedule failed.</returns>
    /// <exception cref="ExplorationException">A run or its check failed.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="runs"/> is less than 1.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<ExplorationResult> RandomAsync<TFlow>(
        Func<TFlow> flow, int runs, Action<TFlow>? check = null, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => RandomAsync(flow, runs, ScheduleCheck.OfFlow(check), options, cancellationToken);

    /// <inheritdoc cref="RandomAsync{TFlow}(Func{TFlow}, int, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    [OverloadResolutionPriority(3)]
    public static Task<ExplorationResult> RandomAsync<TFlow>(
        Func<TFlow> flow, int runs, Func<TFlow, Task>? check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => RandomAsync(flow, runs, ScheduleCheck.OfFlow(check), options, cancellationToken);

    /// <inheritdoc cref="RandomAsync{TFlow}(Func{TFlow}, int, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// <param name="flow">Creates the instance for one schedule. Instances must not share state that the steps change.</param>
    /// <param name="runs">The number of schedules to try.</param>
    /// <param name="check">Throws if the outcome of a run, successful or not, is wrong.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the exploration.</param>
    public static Task<ExplorationResult> RandomAsync<TFlow>(
        Func<TFlow> flow, int runs, Action<TFlow, FlowReport> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => RandomAsync(flow, runs, ScheduleCheck.OfReport(check), options, cancellationToken);

    /// <inheritdoc cref="RandomAsync{TFlow}(Func{TFlow}, int, Action{TFlow, FlowReport}, ExplorationOptions, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task<ExplorationResult> RandomAsync<TFlow>(
        Func<TFlow> flow, int runs, Func<TFlow, FlowReport, Task> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(runs, 1);
        return CreateExplorer(flow, check, options).RandomAsync(runs, cancellationToken);
    }

    private static Explorer<TFlow> CreateExplorer<TFlow>(Func<TFlow> flow, Func<TFlow, FlowReport, Task> check, ExplorationOptions? options)
        where TFlow : IFlow
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(check);
        return new Explorer<TFlow>(flow, check, options ?? new ExplorationOptions());
    }
}
