using System.Diagnostics.CodeAnalysis;

namespace AsyncFlow.Execution;

/// <summary>
/// A value for each step of a run, in an array that is made when the first one is needed. Several threads may make it at the same time; all
/// use the array that was stored first. An entry belongs to the thread that owns its step.
/// </summary>
/// <typeparam name="T">The type of a value.</typeparam>
/// <param name="steps">The number of steps.</param>
internal struct PerStep<T>(int steps)
{
    // Null until a value is needed. Written once.
    private T[]? _values;

    /// <summary>Makes the array, for a thread that needs it before it publishes something to others.</summary>
    [MemberNotNull(nameof(_values))]
    public void Make()
    {
        if (Volatile.Read(ref _values) is null)
        {
            Interlocked.CompareExchange(ref _values, new T[steps], null);
        }

#pragma warning disable CS8774 // It is not null after the exchange, which the compiler does not know.
    }
#pragma warning restore CS8774

    /// <summary>A step's value, to be read or written.</summary>
    public ref T this[int step]
    {
        get
        {
            Make();
            return ref _values[step];
        }
    }

    /// <summary>A step's value; its type's default if no step has one.</summary>
    public T? ValueOf(int step) => Volatile.Read(ref _values) is { } values ? values[step] : default;

    /// <summary>
    /// Takes a step's value, and leaves its type's default, so that the value is not retained if the step then throws. The default if no step
    /// has a value.
    /// </summary>
    public T Take(int step)
    {
        if (Volatile.Read(ref _values) is not { } values)
        {
            return default!;
        }

        ref T entry = ref values[step];
        T value = entry;
        entry = default!;
        return value;
    }
}
