using System.Runtime.CompilerServices;
using AsyncFlow.Testing.Exploration;

namespace AsyncFlow.Testing;

// Every schedule.
public static partial class Explore
{
    /// <summary>
    /// Runs a flow under every schedule, up to <see cref="ExplorationOptions.MaxSchedules"/> of them;
    /// <see cref="ExplorationResult.IsComplete"/> tells whether that was enough. If every step completes synchronously, the
    /// schedules are the linear extensions of the graph.
    /// </summary>
    /// <typeparam name="TFlow">The flow's type.</typeparam>
    /// <param name="flow">Creates the instance for one schedule. Instances must not share state that the steps change.</param>
    /// <param name="check">Throws if the outcome of a successful run is wrong; null to require only that every step succeeds.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the exploration.</param>
    /// <returns>What was tried, if no schedule failed.</returns>
    /// <exception cref="ExplorationException">A run or its check failed.</exception>
    /// <exception cref="InvalidOperationException">The flow behaved differently under the same schedule, so its schedules cannot be explored.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [OverloadResolutionPriority(2)]
    public static Task<ExplorationResult> AllAsync<TFlow>(
        Func<TFlow> flow, Action<TFlow>? check = null, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => AllAsync(flow, ScheduleCheck.OfFlow(check), options, cancellationToken);

    /// <inheritdoc cref="AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    [OverloadResolutionPriority(3)]
    public static Task<ExplorationResult> AllAsync<TFlow>(
        Func<TFlow> flow, Func<TFlow, Task>? check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => AllAsync(flow, ScheduleCheck.OfFlow(check), options, cancellationToken);

    /// <inheritdoc cref="AllAsync{TFlow}(Func{TFlow}, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// <param name="flow">Creates the instance for one schedule. Instances must not share state that the steps change.</param>
    /// <param name="check">Throws if the outcome of a run, successful or not, is wrong.</param>
    /// <param name="options">How to explore; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the exploration.</param>
    public static Task<ExplorationResult> AllAsync<TFlow>(
        Func<TFlow> flow, Action<TFlow, FlowReport> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => AllAsync(flow, ScheduleCheck.OfReport(check), options, cancellationToken);

    /// <inheritdoc cref="AllAsync{TFlow}(Func{TFlow}, Action{TFlow, FlowReport}, ExplorationOptions, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task<ExplorationResult> AllAsync<TFlow>(
        Func<TFlow> flow, Func<TFlow, FlowReport, Task> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => CreateExplorer(flow, check, options).AllAsync(cancellationToken);
}
