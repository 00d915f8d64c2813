using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AsyncFlow.Durable;
using AsyncFlow.Hosting;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// Executes one step of a durable flow: what it takes is read from what is stored, and what it returns is written for the store. Generated code
/// derives from it, and its members have the names that the calls of steps use in a run without storage too.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class DurableSteps
{
    private readonly StepInvocation _call;

    /// <summary>Prepares the execution of a step.</summary>
    /// <param name="call">The step, and what it takes.</param>
    protected DurableSteps(DurableCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        _call = call.Invocation;
    }

    /// <summary>Executes a step, or the element of the _call.</summary>
    /// <param name="step">The index of the step.</param>
    /// <returns>The result as JSON; null for a step without a result.</returns>
    protected virtual ValueTask<byte[]?> ExecuteStep(int step) => throw new ArgumentOutOfRangeException(nameof(step), step, "The flow has no such step.");

    /// <summary>Whether the condition of a step holds.</summary>
    /// <param name="step">The index of the step.</param>
    protected virtual bool ShouldRun(int step) => true;

    internal ValueTask<byte[]?> ExecuteAsync() => ExecuteStep(_call.Step);

    internal bool ConditionHolds() => ShouldRun(_call.Step);

    /// <summary>The token that is cancelled with the run.</summary>
    protected CancellationToken Token => _call.CancellationToken;

    /// <summary>The flow, made with the services of this process.</summary>
    /// <typeparam name="TFlow">The flow.</typeparam>
    /// <param name="call">The step.</param>
    protected static TFlow CreateFlow<TFlow>(DurableCall call) where TFlow : class, IFlowFactory<TFlow>
    {
        ArgumentNullException.ThrowIfNull(call);
        return TFlow.Create(new FlowServices(call.Invocation.Services, TFlow.Plan, key: null, options: null));
    }

    /// <summary>An input of the run.</summary>
    /// <param name="index">Its place among the inputs.</param>
    protected T Input<T>(int index) => Read<T>(_call.Inputs[index].Span);

    /// <summary>The result of a step; the type's default if it has none.</summary>
    /// <param name="step">The index of the step.</param>
    protected T ResultOf<T>(int step) => _call.Upstream[step] is { Status: StepStatus.Succeeded } stored ? Read<T>(stored.Result.Span) : default!;

    /// <summary>The results of all elements of a step; null if it has none.</summary>
    /// <param name="step">The index of the step.</param>
    protected T[] ResultsOf<T>(int step) => _call.Upstream[step] is { Status: StepStatus.Succeeded } stored
        ? [.. stored.Elements.Select((element, index) => element.Status == StepStatus.Succeeded ? Read<T>(element.Result.Span) : throw Missing(step, index))]
        : null!;

    /// <summary>What became of each element of a step; null if the step was skipped or not run.</summary>
    /// <param name="step">The index of the step.</param>
    protected DurableOutcomes<T>? OutcomesOf<T>(int step) => _call.Upstream[step] is { Status: StepStatus.Succeeded or StepStatus.Failed or StepStatus.Canceled } stored
        ? new([.. stored.Elements.Select(element => element.Status == StepStatus.Succeeded ? new StepOutcome<T>(Read<T>(element.Result.Span)) : Unsuccessful<T>(element))])
        : null;

    /// <summary>What became of a step.</summary>
    /// <param name="step">The index of the step.</param>
    /// <param name="result">Its result, if it succeeded.</param>
    protected StepOutcome<T> OutcomeOf<T>(int step, T result) => _call.Upstream[step] is { Status: not StepStatus.Succeeded } stored ? Unsuccessful<T>(stored) : new(result);

    /// <summary>Whether a step was skipped, so that it has no result.</summary>
    /// <param name="step">The index of the step.</param>
    protected bool IsSkipped(int step) => _call.Upstream[step].Status == StepStatus.Skipped;

    /// <summary>The element that the call is about.</summary>
    protected T ItemOf<T>() => Read<T>(_call.Item.Span);

    /// <summary>The context of the step.</summary>
    /// <param name="place">The index of the step or of the element.</param>
    protected StepContext Context(int place) => Context(_call.CancellationToken);

    /// <summary>The context of an attempt.</summary>
    /// <param name="token">The token of the attempt.</param>
    protected StepContext Context(CancellationToken token) => new(_call.Identity, _call.StepName, _call.TimeProvider, token);

    /// <summary>Counts an attempt under a policy.</summary>
    protected void BeginAttempt() => _call.Attempts++;

    /// <summary>A policy or a flow that must not be null.</summary>
    /// <param name="value">The value of the member.</param>
    /// <param name="name">The name of the member.</param>
    protected T NotNull<T>(T? value, string name) where T : class =>
        value ?? throw new InvalidOperationException($"'{name}', which step '{_call.StepName}' needs, is null. Assign it in the constructor, which runs in every process that executes steps.");

    /// <summary>The awaitable that a step returned, which must not be null.</summary>
    /// <param name="returned">What the step returned.</param>
    protected T Started<T>(T? returned) where T : class =>
        returned ?? throw new InvalidOperationException($"Step '{_call.StepName}' returned null instead of a task.");

    /// <summary>A result for the store.</summary>
    /// <param name="result">The result.</param>
    protected byte[] Write<T>(T result) => JsonSerializer.SerializeToUtf8Bytes(result, TypeInfo<T>());

    private T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TypeInfo<T>())!;

    private InvalidOperationException Missing(int step, int element) =>
        new($"The store has no result of '{_call.Flow.Plan.Steps[step].Name}[{element}]', although the step has succeeded. Restore the database from a backup.");

    private static StepOutcome<T> Unsuccessful<T>(StoredStep stored) => new(
        stored.Status == StepStatus.None ? StepStatus.NotRun : stored.Status,
        stored.Failure is { } failure ? new FlowStepException(failure) : stored.Status == StepStatus.Canceled ? new OperationCanceledException() : null);

    // Registration has checked that the context has it.
    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)_call.Json.GetTypeInfo(typeof(T))!;
}
