using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>What an engine needs to know of a durable flow. Meant for generated code. Immutable and safe to use from any thread.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DurableFlow
{
    /// <summary>Describes a flow.</summary>
    /// <param name="plan">The steps.</param>
    /// <param name="fingerprint">A hash of all that a stored run depends on: the names, types and dependencies of steps and inputs.</param>
    /// <param name="outputStep">The index of the step whose result is the output; -1 for none.</param>
    /// <param name="outputType">The type of the output; null for none.</param>
    /// <param name="lists">For each step that runs once for each element of a list, what is to be known of it; null for other steps.</param>
    /// <param name="payloads">The types of the inputs, results and elements that are stored.</param>
    /// <param name="create">Creates what executes a step.</param>
    public DurableFlow(FlowPlan plan, string fingerprint, int outputStep, Type? outputType, DurableList?[] lists, Type[] payloads, Func<DurableCall, DurableSteps> create)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentException.ThrowIfNullOrEmpty(fingerprint);
        ArgumentNullException.ThrowIfNull(lists);
        ArgumentNullException.ThrowIfNull(payloads);
        ArgumentNullException.ThrowIfNull(create);
        Plan = plan;
        Fingerprint = fingerprint;
        OutputStep = outputStep;
        OutputType = outputType;
        Lists = lists;
        Payloads = payloads;
        Create = create;
    }

    /// <summary>The steps.</summary>
    public FlowPlan Plan { get; }

    /// <summary>A hash of all that a stored run depends on.</summary>
    public string Fingerprint { get; }

    /// <summary>For each step the locks of the cluster that it holds, or null; null if no step holds one.</summary>
    /// <exception cref="InvalidOperationException">A lock is null.</exception>
    public IReadOnlyList<IReadOnlyList<DurableSemaphore>?>? Locks
    {
        get;
        init => field = value?.Any(static locks => locks?.Contains(null!) == true) == true
            ? throw new InvalidOperationException($"A DurableSemaphore that a step of '{Plan.Name}' names in [WithLock] is null. Assign it in its declaration.")
            : value;
    }

    /// <summary>A hash of the inputs, and for each step its name and a hash: what a stored run depends on, part by part.</summary>
    public IReadOnlyList<string> Signatures { get; init; } = [""];

    /// <summary>The fingerprints of older versions whose runs this one goes on with.</summary>
    public IReadOnlyList<string> CompatibleWith { get; init; } = [];

    internal int OutputStep { get; }

    internal Type? OutputType { get; }

    internal IReadOnlyList<DurableList?> Lists { get; }

    internal IReadOnlyList<Type> Payloads { get; }

    internal Func<DurableCall, DurableSteps> Create { get; }

    internal IReadOnlyList<DurableSemaphore> LocksOf(int step) => Locks?[step] ?? [];
}
