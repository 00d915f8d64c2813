using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>
/// A step of a <see cref="FlowBuilder"/> that returns a result. Pass it to a later step, whose function then takes the result.
/// </summary>
/// <remarks>
/// A step with a condition may be skipped, and then there is no result. Where it is used, specify a fallback with
/// <see cref="WithFallback"/> or <see cref="WithDefault"/>, or take the <see cref="Outcome"/>.
/// </remarks>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed class StepHandle<T> : StepHandle, IStepHandle<T>
{
    // Where a run finds what the handle gives.
    private readonly Func<BuiltStep[], Input<T>> _read;

    internal StepHandle(FlowDefinition flow, StepDefinition definition)
        : base(flow, definition) => _read = steps => new((ResultStep<T>)steps[definition.Index]);

    private StepHandle(StepHandle step, Func<BuiltStep[], Input<T>> read)
        : base(step.Flow, step.Definition) => _read = read;

    /// <summary>A handle of the outcomes of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="outcomes">Gives them in a run.</param>
    internal static StepHandle<T> OfOutcomes(StepHandle step, Func<BuiltStep[], T> outcomes) =>
        new(step, steps => new(null, () => outcomes(steps))) { Gives = HandleKind.Outcome };

    StepHandle IStepHandle<T>.Step => this;

    internal override Type ResultType => typeof(T);

    internal override bool HasFallback => Gives == HandleKind.ResultOrFallback;

    internal override bool IsOutcome => Gives == HandleKind.Outcome;

    private HandleKind Gives { get; init; }

    /// <summary>
    /// A handle of the same step that gives what became of the step instead of its result. A step that takes it runs also when this one failed, was
    /// cancelled, was skipped or was not run because of an earlier failure; and it handles the failure, which does not fail the run.
    /// </summary>
    /// <remarks>
    /// A step that takes the result as well, or that is told to run <c>After</c> the step, needs it to succeed. After the caller's cancellation no step
    /// starts, whatever it takes.
    /// </remarks>
    /// <example><code>b.Step("offer", order, rates.Outcome, (order, rates, ct) => new Offer(order, rates.IsSuccess ? rates.Value : Rates.Default));</code></example>
    /// <exception cref="InvalidOperationException">The handle is of the step's outcome.</exception>
    public StepHandle<StepOutcome<T>> Outcome
    {
        get
        {
            ThrowIfOutcome(nameof(Outcome));
            return StepHandle<StepOutcome<T>>.OfOutcomes(this, steps => ((ResultStep<T>)steps[Definition.Index]).Outcome);
        }
    }

    /// <summary>A handle of the same step whose result is a given value if the step is skipped.</summary>
    /// <param name="value">The value.</param>
    /// <example><code>b.Step("total", sum, discount.WithFallback(0m), (sum, discount, ct) => sum - discount);</code></example>
    /// <exception cref="InvalidOperationException">The handle is of the step's outcome.</exception>
    public StepHandle<T> WithFallback(T value)
    {
        ThrowIfOutcome(nameof(WithFallback));
        Func<BuiltStep[], Input<T>> read = steps =>
        {
            ResultStep<T> step = (ResultStep<T>)steps[Definition.Index];
            return new(step, () => step.IsSkipped ? value : step.Result);
        };
        return new(this, read) { Gives = HandleKind.ResultOrFallback };
    }

    /// <summary>A handle of the same step whose result is its type's default, null or zero, if the step is skipped.</summary>
    /// <exception cref="InvalidOperationException">The handle is of the step's outcome.</exception>
    public StepHandle<T?> WithDefault() => ((StepHandle<T?>)this!).WithFallback(default);

    internal Input<T> In(BuiltStep[] steps) => _read(steps);

    Func<T> IStepHandle<T>.ReadFrom(BuiltStep[] steps)
    {
        Input<T> input = In(steps);
        return () => input.Value;
    }

    private void ThrowIfOutcome(string member)
    {
        if (IsOutcome)
        {
            throw new InvalidOperationException($"The outcome of step '{Name}' says already whether the step was skipped. Remove {member}.");
        }
    }
}
