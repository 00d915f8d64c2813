using System.Runtime.CompilerServices;
using AsyncFlow.Testing.Exploration;

namespace AsyncFlow.Testing;

// One schedule.
public static partial class Explore
{
    /// <summary>Runs a flow under exactly one schedule.</summary>
    /// <typeparam name="TFlow">The flow's type.</typeparam>
    /// <param name="flow">Creates the instance.</param>
    /// <param name="schedule">The schedule, from the message of an <see cref="ExplorationException"/> or <see cref="ExplorationException.Schedule"/>.</param>
    /// <param name="check">Throws if the outcome of a successful run is wrong; null to require only that every step succeeds.</param>
    /// <param name="options">How to run the flow; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>Completes when the run and its check have succeeded.</returns>
    /// <exception cref="ExplorationException">The run or its check failed.</exception>
    /// <exception cref="ArgumentException"><paramref name="schedule"/> is not a schedule.</exception>
    /// <exception cref="InvalidOperationException">The schedule does not belong to this flow.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [OverloadResolutionPriority(2)]
    public static Task ReplayAsync<TFlow>(
        Func<TFlow> flow, string schedule, Action<TFlow>? check = null, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => ReplayAsync(flow, schedule, ScheduleCheck.OfFlow(check), options, cancellationToken);

    /// <inheritdoc cref="ReplayAsync{TFlow}(Func{TFlow}, string, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    [OverloadResolutionPriority(3)]
    public static Task ReplayAsync<TFlow>(
        Func<TFlow> flow, string schedule, Func<TFlow, Task>? check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => ReplayAsync(flow, schedule, ScheduleCheck.OfFlow(check), options, cancellationToken);

    /// <inheritdoc cref="ReplayAsync{TFlow}(Func{TFlow}, string, Action{TFlow}, ExplorationOptions, CancellationToken)"/>
    /// <param name="flow">Creates the instance.</param>
    /// <param name="schedule">The schedule, from the message of an <see cref="ExplorationException"/> or <see cref="ExplorationException.Schedule"/>.</param>
    /// <param name="check">Throws if the outcome of the run, successful or not, is wrong.</param>
    /// <param name="options">How to run the flow; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public static Task ReplayAsync<TFlow>(
        Func<TFlow> flow, string schedule, Action<TFlow, FlowReport> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => ReplayAsync(flow, schedule, ScheduleCheck.OfReport(check), options, cancellationToken);

    /// <inheritdoc cref="ReplayAsync{TFlow}(Func{TFlow}, string, Action{TFlow, FlowReport}, ExplorationOptions, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task ReplayAsync<TFlow>(
        Func<TFlow> flow, string schedule, Func<TFlow, FlowReport, Task> check, ExplorationOptions? options = null, CancellationToken cancellationToken = default)
        where TFlow : IFlow => CreateExplorer(flow, check, options).ReplayAsync(schedule, cancellationToken);
}
