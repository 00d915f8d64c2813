namespace AsyncFlow.Execution;

/// <summary>The identifier of a run: a number that no other run in this process has, chosen when it is first read. Thread-safe while the run lives.</summary>
internal sealed class RunId
{
    private static long s_last;

    // 0 until it is read.
    private long _value;

    public long Value
    {
        get
        {
            if (Volatile.Read(ref _value) == 0)
            {
                Interlocked.CompareExchange(ref _value, Interlocked.Increment(ref s_last), 0);
            }

            return Volatile.Read(ref _value);
        }
    }

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset() => _value = 0;
}
