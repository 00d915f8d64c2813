namespace AsyncFlow;

/// <summary>
/// Decides how often and how a step is attempted: retries, timeouts, limits. Name it in <see cref="WithPolicyAttribute">[WithPolicy]</see>. One object
/// serves any number of steps and runs at the same time, so implementations must be thread-safe.
/// </summary>
/// <remarks>
/// Do not use <c>ConfigureAwait(false)</c> in a policy: its awaits return to the host of the run, on which the next attempt has to start. Await every
/// attempt that is started; the step does not end before them.
/// </remarks>
/// <example>
/// <code>
/// public sealed class Twice : IStepPolicy
/// {
///     public async ValueTask&lt;TResult&gt; ExecuteAsync&lt;TState, TResult&gt;(Func&lt;TState, CancellationToken, ValueTask&lt;TResult&gt;&gt; step, TState state, StepContext context)
///     {
///         try
///         {
///             return await step(state, context.CancellationToken);
///         }
///         catch (IOException)
///         {
///             return await step(state, context.CancellationToken);
///         }
///     }
/// }
/// </code>
/// </example>
public interface IStepPolicy
{
    /// <summary>Executes a step.</summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <typeparam name="TResult">The type of the step's result; <see cref="ValueTuple"/> for a step without a result.</typeparam>
    /// <param name="step">
    /// Attempts the step: with the state, and a token that cancels the attempt. What it throws, the step has thrown. May be called any number of times.
    /// </param>
    /// <param name="state">To be given to <paramref name="step"/>.</param>
    /// <param name="context">The step and its run. Its token is cancelled with the run; give it, or one linked to it, to <paramref name="step"/>.</param>
    /// <returns>The step's result.</returns>
    ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context);
}
