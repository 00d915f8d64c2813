namespace AsyncFlow;

/// <summary>
/// Runs a step, each element's call of a step with <see cref="EachAttribute">[Each]</see>, or a whole flow under policies: retries, timeouts, circuit
/// breakers and the like.
/// </summary>
/// <remarks>
/// <para>
/// On the class of a flow it applies to its <c>ExecuteAsync</c> and <c>RunAsync</c>: each attempt is a run. The report is that of the last run, with the number of
/// runs in <see cref="FlowReport.Attempts"/>.
/// </para>
/// <para>
/// The step holds its locks, and its place among <c>MaxConcurrency</c>, across all attempts, unless <see cref="WithLockAttribute.PerAttempt"/> is set.
/// A synchronous step runs each attempt on a worker of the run's host. A step that takes a <see cref="CancellationToken"/> or a
/// <see cref="StepContext"/> gets the token of the attempt.
/// </para>
/// </remarks>
/// <param name="members">
/// The names of fields, properties or primary-constructor parameters, outermost policy first, of type <c>Polly.ResiliencePipeline</c>,
/// <c>Polly.ResiliencePipeline&lt;T&gt;</c> where <c>T</c> is the result of the step or the output of the flow, or <see cref="IStepPolicy"/>; write them with <c>nameof</c>.
/// </param>
/// <example>
/// <code>
/// private static readonly ResiliencePipeline s_http = new ResiliencePipelineBuilder().AddRetry(new()).AddTimeout(TimeSpan.FromSeconds(2)).Build();
///
/// [Step, WithPolicy(nameof(s_http))]
/// Task&lt;Page&gt; Fetch(Uri url, CancellationToken ct) => …;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class WithPolicyAttribute(params string[] members) : Attribute
{
    /// <summary>The names of the members that hold the policies, outermost first.</summary>
    public IReadOnlyList<string> Members { get; } = members;
}
