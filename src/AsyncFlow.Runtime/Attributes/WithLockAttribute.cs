namespace AsyncFlow;

/// <summary>
/// Holds every named lock while the step runs. Locks are taken when the step is otherwise ready, in one order that all steps share, so
/// that the locks of steps never deadlock. They are always released when the step ends.
/// </summary>
/// <remarks>
/// A step that runs another flow holds its locks meanwhile. If steps of two such flows wait for each other's locks, one of them
/// fails with an <see cref="InvalidOperationException"/> that names the steps and the locks.
/// </remarks>
/// <example>
/// <code>
/// [Step, WithLock(nameof(_disk)), WithLock(nameof(_hosts), Key = nameof(HostOf))]
/// Task&lt;Page&gt; Fetch(Uri url, CancellationToken ct) => …;
///
/// static string HostOf(Uri url) => url.Host;
/// </code>
/// </example>
/// <param name="locks">
/// The names of fields, properties or primary-constructor parameters of type <see cref="FlowLock"/>,
/// <see cref="FlowSemaphore"/>, <see cref="SemaphoreSlim"/> or any <see cref="IFlowLock"/>, or with <see cref="Key"/> of type
/// <see cref="FlowLocks{TKey}"/>; write them with <c>nameof</c>. In a <see cref="DurableAttribute">[Durable]</see> flow instead the names of locks of the
/// cluster, <c>"ledger"</c> or with permits <c>"net:4"</c>, or of static members of type <see cref="DurableSemaphore"/>.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = true)]
public sealed class WithLockAttribute(params string[] locks) : Attribute
{
    /// <summary>The names of the members that hold the locks.</summary>
    public IReadOnlyList<string> Locks { get; } = locks;

    /// <summary>
    /// The name of a method of the flow that gives the key for <see cref="FlowLocks{TKey}"/>; write it with <c>nameof</c>. Null for locks without
    /// keys.
    /// </summary>
    /// <remarks>
    /// The method takes any parameters of the step, found by their types; for a step that runs once for each element of a list, the element too. It
    /// should be quick: it is called when the step is otherwise ready, on any thread.
    /// </remarks>
    public string? Key { get; init; }

    /// <summary>
    /// Whether each attempt of a step <see cref="WithPolicyAttribute">under policies</see> takes and releases the locks; by default the step holds them
    /// across all attempts, and while a policy waits for the next one. The same for all locks of a step. Without policies it makes no difference.
    /// </summary>
    public bool PerAttempt { get; init; }
}
