using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>
/// A step of a <see cref="FlowBuilder"/> that returns a result. Pass it to a later step, whose function then takes the result.
/// </summary>
/// <remarks>
/// A step with a condition may be skipped, and then there is no result. Where it is used, specify a fallback with
/// <see cref="WithFallback"/> or <see cref="WithDefault"/>.
/// </remarks>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed class StepHandle<T> : StepHandle, IStepHandle<T>
{
    private readonly T _fallback;

    internal StepHandle(FlowDefinition flow, StepDefinition definition)
        : base(flow, definition)
    {
        _fallback = default!;
    }

    private StepHandle(StepHandle<T> step, T fallback)
        : base(step.Flow, step.Definition)
    {
        HasFallback = true;
        _fallback = fallback;
    }

    StepHandle IStepHandle<T>.Step => this;

    internal override Type ResultType => typeof(T);

    internal override bool HasFallback { get; }

    /// <summary>A handle of the same step whose result is a given value if the step is skipped.</summary>
    /// <param name="value">The value.</param>
    /// <example><code>b.Step("total", sum, discount.WithFallback(0m), (sum, discount, ct) => sum - discount);</code></example>
    public StepHandle<T> WithFallback(T value) => new(this, value);

    /// <summary>A handle of the same step whose result is its type's default, null or zero, if the step is skipped.</summary>
    public StepHandle<T?> WithDefault() => new StepHandle<T?>(this!, default);

    internal Input<T> In(BuiltStep[] steps) => new((ResultStep<T>)steps[Definition.Index], HasFallback, _fallback);

    Func<T> IStepHandle<T>.ReadFrom(BuiltStep[] steps)
    {
        Input<T> input = In(steps);
        return () => input.Value;
    }
}
