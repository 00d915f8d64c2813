namespace AsyncFlow.Execution;

/// <inheritdoc/>
/// <typeparam name="T">The type of the elements.</typeparam>
internal sealed class ElementQueue<T>(StreamWorker gate, int buffer) : ElementQueue(gate, buffer)
{
    private readonly Queue<Element<T>> _waiting = new();

    /// <summary>Adds an element that was promised.</summary>
    public void Add(Element<T> element, ref StreamWakeups wakeups)
    {
        if (Fulfil())
        {
            _waiting.Enqueue(element);
            Reader?.Read(ref wakeups);
        }
    }

    /// <summary>Takes the first of the elements that wait.</summary>
    public Element<T> Take()
    {
        Took();
        return _waiting.Dequeue();
    }
}

/// <summary>An element of a stream.</summary>
/// <param name="Number">Its place in the order of the stream, from 0.</param>
/// <param name="Value">The element; its type's default if it is missing.</param>
/// <param name="IsMissing">Whether the step before did not succeed with it.</param>
/// <param name="Cause">The exception because of which it is missing; null if there is none, or no step takes outcomes.</param>
/// <param name="Owned">The element as one that the run disposes; null if it does not.</param>
internal readonly record struct Element<T>(int Number, T Value, bool IsMissing = false, Exception? Cause = null, OwnedElement? Owned = null);
