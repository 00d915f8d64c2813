namespace AsyncFlow.Runtime.Tests;

/// <summary>A lock of any type, with a count of the steps that run while they should hold it.</summary>
internal sealed class CountedLock
{
    private int _holders;

    public CountedLock(Random random)
    {
        Permits = random.Next(4) == 0 ? random.Next(2, 4) : 1;
        Object = random.Next(4) switch
        {
            0 when Permits == 1 => new FlowLock(),
            1 when Permits == 1 => new TestLock(),
            2 => new SemaphoreSlim(Permits),
            _ => new FlowSemaphore(Permits),
        };
    }

    public object Object { get; }

    public int Permits { get; }

    public bool IsFree => Object is TestLock own ? !own.IsHeld : Object.IsFree(Permits);

    /// <summary>False when there are more holders than permits.</summary>
    public bool Enter() => Interlocked.Increment(ref _holders) <= Permits;

    public void Leave() => Interlocked.Decrement(ref _holders);

    public override string ToString() => $"{Object.GetType().Name}({Permits})";
}
