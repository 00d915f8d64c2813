using System.Diagnostics.CodeAnalysis;

namespace AsyncFlow;

/// <summary>
/// What became of a step, as a parameter of a later step: that one runs also when the step failed, was cancelled or skipped, or was not run
/// because a step before it failed. Who takes an outcome handles the failure, which then does not fail the run.
/// </summary>
/// <remarks>After an <see cref="EachAttribute">[Each]</see> step, an <c>IReadOnlyList&lt;StepOutcome&lt;T&gt;&gt;</c> has the outcome of each element.</remarks>
/// <typeparam name="T">The type of the step's result.</typeparam>
/// <example>
/// <code>
/// [Step] private Task&lt;Page&gt; Fetch([Each(nameof(Find))] Uri address, CancellationToken ct) => …;
/// [Step, Output] private Summary Sum(IReadOnlyList&lt;StepOutcome&lt;Page&gt;&gt; pages) => new(pages.Count(static page => page.IsSuccess));
/// </code>
/// </example>
public readonly struct StepOutcome<T> : IEquatable<StepOutcome<T>>
{
    /// <summary>The outcome of a step that succeeded.</summary>
    /// <param name="value">The step's result.</param>
    public StepOutcome(T value) => (Value, Status) = (value, StepStatus.Succeeded);

    /// <summary>The outcome of a step that did not succeed.</summary>
    /// <param name="status">How the step ended.</param>
    /// <param name="exception">Why; null if there is no exception, as for a step that was skipped.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not an outcome, or success.</exception>
    public StepOutcome(StepStatus status, Exception? exception)
    {
        if (status is StepStatus.None or StepStatus.Succeeded || !Enum.IsDefined(status))
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "Choose an outcome without a result.");
        }

        (Value, Status, Exception) = (default, status, exception);
    }

    /// <summary>The step's result; its type's default unless the step succeeded.</summary>
    public T? Value { get; }

    /// <summary>How the step ended.</summary>
    public StepStatus Status { get; }

    /// <summary>
    /// What the step threw, or the step before it because of which it was not run. Null if it succeeded or was skipped.
    /// </summary>
    public Exception? Exception { get; }

    /// <summary>Whether the step succeeded, so that there is a result: the compiler takes <see cref="Value"/> for not null then.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
#pragma warning disable CS8775 // The constructor that sets this status sets the value.
    public bool IsSuccess => Status == StepStatus.Succeeded;
#pragma warning restore CS8775

    /// <summary>Splits the outcome into its parts.</summary>
    /// <param name="value">The step's result; its type's default unless the step succeeded.</param>
    /// <param name="exception">What the step threw; null if it succeeded or was skipped.</param>
    public void Deconstruct(out T? value, out Exception? exception) => (value, exception) = (Value, Exception);

    /// <inheritdoc/>
    public bool Equals(StepOutcome<T> other) =>
        Status == other.Status && ReferenceEquals(Exception, other.Exception) && EqualityComparer<T?>.Default.Equals(Value, other.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is StepOutcome<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, Exception, Value);

    /// <summary>Whether two outcomes have the same status, exception and value.</summary>
    public static bool operator ==(StepOutcome<T> left, StepOutcome<T> right) => left.Equals(right);

    /// <summary>Whether two outcomes differ in status, exception or value.</summary>
    public static bool operator !=(StepOutcome<T> left, StepOutcome<T> right) => !left.Equals(right);

    /// <summary>The result, or the status and the exception's message.</summary>
    public override string ToString() => IsSuccess ? $"{Value}" : Exception is null ? $"{Status}" : $"{Status}: {Exception.Message}";
}
