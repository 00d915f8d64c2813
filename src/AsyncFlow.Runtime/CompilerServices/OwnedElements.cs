using System.Collections;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// The results that a step has made for the elements of a stream, that the run owns, and that are not disposed yet. Other steps take each by
/// itself; what they leave is disposed when all of them have ended.
/// </summary>
/// <typeparam name="T">The type of the results.</typeparam>
internal sealed class OwnedElements<T> : IReadOnlyList<T>, IOwnedElements
{
    // By the number of the element. Guarded by the gate of the stream until the steps that take the elements have ended. So are the failures.
    private readonly SortedList<int, T> _live = [];
    private readonly List<Exception> _failures = [];

    /// <inheritdoc/>
    public IReadOnlyList<Exception> Failures => _failures;

    /// <inheritdoc/>
    public int Count => _live.Count;

    /// <inheritdoc/>
    public T this[int index] => _live.GetValueAtIndex(index);

    /// <summary>A result has been made.</summary>
    /// <param name="number">Its element.</param>
    /// <param name="value">The result.</param>
    /// <param name="madeFrom">The element, if the run owns it.</param>
    /// <param name="users">How many steps take it.</param>
    public OwnedElement Add(int number, T value, OwnedElement? madeFrom, int users)
    {
        _live.Add(number, value);
        return new Element(this, number, value, madeFrom, users);
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _live.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class Element(OwnedElements<T> elements, int number, T value, OwnedElement? madeFrom, int users) : OwnedElement(madeFrom, users)
    {
        private Exception? _failure;

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await OwnedResults.DisposeAsync(value).ConfigureAwait(true);
            }
            catch (Exception exception)
            {
                _failure = exception;
            }
        }

        protected override void Forget()
        {
            elements._live.Remove(number);
            if (_failure is not null)
            {
                elements._failures.Add(_failure);
            }
        }
    }
}
