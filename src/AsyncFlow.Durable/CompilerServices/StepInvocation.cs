using System.Text.Json.Serialization;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>One execution of a step, or of an element, with all that it takes.</summary>
internal sealed class StepInvocation
{
    public required DurableFlow Flow { get; init; }

    public required JsonSerializerContext Json { get; init; }

    public required IServiceProvider Services { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required DurableIdentity Identity { get; init; }

    public required int Step { get; init; }

    /// <summary>The index of the element; -1 for a step as a whole.</summary>
    public int Element { get; init; } = -1;

    /// <summary>The element; empty for a step as a whole.</summary>
    public ReadOnlyMemory<byte> Item { get; init; }

    public required IReadOnlyList<ReadOnlyMemory<byte>> Inputs { get; init; }

    /// <summary>What became of the steps that this one waits for.</summary>
    public required IReadOnlyDictionary<int, StoredStep> Upstream { get; init; }

    /// <summary>Cancels the step.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>How often the step was attempted: more than once only under a policy.</summary>
    public int Attempts { get; set; }

    public string StepName => Element < 0 ? Flow.Plan.Steps[Step].Name : $"{Flow.Plan.Steps[Step].Name}[{Element}]";
}
