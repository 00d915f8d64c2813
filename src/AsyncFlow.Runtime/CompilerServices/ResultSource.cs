using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AsyncFlow.CompilerServices;

/// <summary>Where the result of a step comes from: what it returned, which has completed, or a replacement. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct ResultSource
{
    private readonly ValueTask _task;
    private readonly object? _replacement;
    private readonly bool _isReplacement;

    internal ResultSource(ValueTask task) => _task = task;

    internal ResultSource(object? replacement) => (_replacement, _isReplacement) = (replacement, true);

    /// <summary>Sets the result of a step that returned a <see cref="Task{T}"/>, or that does not suspend.</summary>
    /// <param name="result">Where the result goes.</param>
    public void CopyTo<T>(ref T result) => result = _isReplacement ? (T)_replacement! : ((Task<T>)_task.AsTask()).GetAwaiter().GetResult();

    /// <summary>Sets the result of a step that returned a <see cref="ValueTask{T}"/>.</summary>
    /// <param name="result">Where the result goes.</param>
    /// <param name="awaiter">Where the awaiter is stored. It is cleared.</param>
    public void CopyTo<T>(ref T result, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter) =>
        result = _isReplacement ? (T)_replacement! : FlowRun.Awaited(ref awaiter);

    /// <summary>Sets the result of a step that stores it itself, unless it is replaced.</summary>
    /// <param name="result">Where the replacement goes.</param>
    public void Replace<T>(ref T result)
    {
        if (_isReplacement)
        {
            result = (T)_replacement!;
        }
        else
        {
            Complete();
        }
    }

    /// <summary>Ends a step whose result is not used.</summary>
    internal void Complete()
    {
        if (!_isReplacement)
        {
            _task.GetAwaiter().GetResult();
        }
    }
}
