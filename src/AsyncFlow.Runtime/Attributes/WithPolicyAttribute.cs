namespace AsyncFlow;

/// <summary>
/// Runs a step, or each element's call of a step with <see cref="EachAttribute">[Each]</see>, under policies: retries, timeouts, circuit breakers and
/// the like.
/// </summary>
/// <remarks>
/// The step holds its locks, and its place among <c>MaxConcurrency</c>, across all attempts, unless <see cref="WithLockAttribute.PerAttempt"/> is set.
/// A synchronous step runs each attempt on a worker of the run's host. A step that takes a <see cref="CancellationToken"/> or a
/// <see cref="StepContext"/> gets the token of the attempt.
/// </remarks>
/// <param name="members">
/// The names of fields, properties or primary-constructor parameters, outermost policy first, of type <c>Polly.ResiliencePipeline</c>,
/// <c>Polly.ResiliencePipeline&lt;T&gt;</c> where <c>T</c> is the step's result, or <see cref="IStepPolicy"/>; write them with <c>nameof</c>.
/// </param>
/// <example>
/// <code>
/// private static readonly ResiliencePipeline s_http = new ResiliencePipelineBuilder().AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(2)).Build();
///
/// [Step, WithPolicy(nameof(s_http))]
/// Task&lt;Page&gt; Fetch(Uri url, CancellationToken ct) => …;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class WithPolicyAttribute(params string[] members) : Attribute
{
    /// <summary>The names of the members that hold the policies, outermost first.</summary>
    public IReadOnlyList<string> Members { get; } = members;
}
