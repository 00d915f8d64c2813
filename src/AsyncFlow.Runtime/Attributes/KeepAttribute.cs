namespace AsyncFlow;

/// <summary>
/// Keeps what this step returns in the journal of the run (<see cref="FlowOptions.Journal"/>), so that a later run with the same journal takes the
/// result from there and does not call the step again. Without a journal it has no effect.
/// </summary>
/// <remarks>
/// <para>
/// The result is on disk before a step that waits for this one starts. It is kept only if the step has succeeded, also if it returns nothing. An
/// <see cref="EachAttribute">[Each]</see> step keeps what it returned for each element on its own. The step may run again if the process ends after
/// the step has done its work and before the result is on disk.
/// </para>
/// <para>
/// Do not use it for a result that is a stream, or that the run owns. It has no effect in durable runs, which keep every result.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// [Step, Keep] private Task&lt;Order[]&gt; Load(CancellationToken ct) => …;
/// [Step, Keep(Version = 2)] private Task&lt;Invoice&gt; Bill([Each(nameof(Load))] Order order) => …;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class KeepAttribute : Attribute
{
    /// <summary>
    /// The version of the step's code; by default 1. A result that another version has kept is not used. Raise it when the step is to run again,
    /// also where its result is in a journal, and that of each later step whose result depends on it.
    /// </summary>
    public int Version { get; set; } = 1;
}
