using AsyncFlow.Building;

namespace AsyncFlow;

/// <summary>
/// A step that has been added to a <see cref="FlowBuilder"/> and gives a result: hand it to a later step, whose function then takes
/// the result.
/// </summary>
/// <remarks>
/// A step with a condition may be skipped, and then there is no result. Who takes it says what to take instead: with
/// <see cref="Or"/> or <see cref="OrDefault"/>.
/// </remarks>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed class StepHandle<T> : StepHandle, IStepHandle<T>
{
    private readonly bool _hasFallback;
    private readonly T _fallback;

    internal StepHandle(object builder, int index, string name, bool isConditional)
        : base(builder, index, name)
    {
        IsConditional = isConditional;
        _fallback = default!;
    }

    private StepHandle(StepHandle<T> step, T fallback)
        : base(step.Builder, step.Index, step.Name)
    {
        IsConditional = step.IsConditional;
        _hasFallback = true;
        _fallback = fallback;
    }

    StepHandle IStepHandle<T>.Step => this;

    internal override bool MayLackResult => IsConditional && !_hasFallback;

    private bool IsConditional { get; }

    /// <summary>The step's result, or if it was skipped a value to take instead.</summary>
    /// <param name="value">The value.</param>
    /// <example><code>b.Step("total", sum, discount.Or(0m), (sum, discount, ct) => sum - discount);</code></example>
    public StepHandle<T> Or(T value) => new(this, value);

    /// <summary>The step's result, or if it was skipped its type's default: null, or zero.</summary>
    public StepHandle<T?> OrDefault() => new StepHandle<T?>(this!, default);

    internal Input<T> In(StepCell[] cells) => new((ResultCell<T>)cells[Index], _hasFallback, _fallback);

    Func<T> IStepHandle<T>.ReadFrom(StepCell[] cells)
    {
        Input<T> input = In(cells);
        return () => input.Value;
    }
}
