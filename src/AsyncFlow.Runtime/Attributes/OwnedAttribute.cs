namespace AsyncFlow;

/// <summary>
/// Makes the run the owner of what this step returns: it is disposed when the last step that takes it has ended, and before the run ends in
/// any case, also when steps fail or the run is cancelled. Of results that are no longer needed the newest is disposed first.
/// </summary>
/// <remarks>
/// The result is an <see cref="IAsyncDisposable"/> or an <see cref="IDisposable"/>. An <see cref="EachAttribute">[Each]</see> step owns what it
/// returned for each element. A result that was made from another one, through any number of steps, is disposed before that one. What
/// disposal throws is a failure of the run. After a failure or a cancellation results are disposed on threads of the thread pool, since the host
/// of the run may not be there any more.
/// </remarks>
/// <example>
/// <code>
/// [Step, Owned] private Task&lt;DbConnection&gt; Open(CancellationToken ct) => …;
/// [Step] private Task&lt;Order[]&gt; Load(DbConnection connection) => …;        // the connection is closed when Load has ended
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property)]
public sealed class OwnedAttribute : Attribute;
