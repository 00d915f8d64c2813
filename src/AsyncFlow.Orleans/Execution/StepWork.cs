using AsyncFlow.CompilerServices;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Execution;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Execution;

/// <summary>A step of a run with all that it takes. Immutable.</summary>
internal sealed class StepWork(StepExecutor executor, string run, string? traceParent, FlowRegistration registration, int step, IReadOnlyList<ReadOnlyMemory<byte>> inputs, IReadOnlyDictionary<int, StoredStep> upstream)
{
    private readonly Lazy<IReadOnlyList<ReadOnlyMemory<byte>>> _items = new(() => ItemsOf(registration.Flow.Lists[step]!, upstream));

    public DurableFlow Flow => registration.Flow;

    public int Step => step;

    /// <summary>Whether the step runs once for each element of a list.</summary>
    public bool IsList => Flow.Lists[step] is not null;

    /// <summary>The elements of the list.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Items => _items.Value;

    /// <summary>The id of the run.</summary>
    public string Run => run;

    /// <summary>What its spans belong to; null for nothing.</summary>
    public string? TraceParent => traceParent;

    /// <summary>The locks of the cluster that the step names.</summary>
    public IReadOnlyList<DurableSemaphore> Locks => Flow.LocksOf(step);

    public bool HasCondition => Flow.Plan.Steps[step].Condition is not null;

    private string Name => Flow.Plan.Steps[step].Name;

    public string NameOf(int element) => element < 0 ? Name : FormattableString.Invariant($"{Name}[{element}]");

    /// <summary>Executes the step, or the condition of one that runs once for each element, on the thread pool.</summary>
    public Task<StepResult> ExecuteAsync(int element, IReadOnlyList<HeldLock> locks, CancellationToken cancellationToken) => executor.ExecuteAsync(this, element, locks, cancellationToken);

    /// <summary>Evaluates the condition of the step.</summary>
    /// <returns>Null if it holds.</returns>
    public Task<StepResult?> DecideAsync(CancellationToken cancellationToken) => executor.DecideAsync(this, cancellationToken);

    public StepInvocation Call(int element, IReadOnlyList<HeldLock> locks, IServiceProvider services, TimeProvider time, CancellationToken cancellationToken) => new()
    {
        Flow = Flow,
        Json = registration.Json,
        Services = services,
        TimeProvider = time,
        Identity = new DurableIdentity(Flow.Plan.Name, WorkKey.Of(run, Name, element), [.. locks.Select(static held => (held.Name, held.Fence))]),
        Step = step,
        Element = element,
        Item = element < 0 ? default : Items[element],
        Inputs = inputs,
        Upstream = upstream,
        CancellationToken = cancellationToken,
    };

    private static IReadOnlyList<ReadOnlyMemory<byte>> ItemsOf(DurableList list, IReadOnlyDictionary<int, StoredStep> upstream) =>
        upstream[list.Source] is { Elements: { Count: > 0 } elements } ? [.. elements.Select(static element => element.Result)] : JsonList.Split(upstream[list.Source].Result);
}
