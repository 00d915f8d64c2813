using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Adds delays of random kind and length at some points of the protocol.</summary>
internal readonly struct Delays : IProbe
{
    private static readonly bool[] s_planted = new bool[Enum.GetValues<ProbePoint>().Length];

    [ThreadStatic]
    private static uint s_random;

    /// <summary>Chooses the points. Must not be called while a ready stack is in use.</summary>
    public static void Plant(Func<ProbePoint, bool> at) => Array.ForEach(Enum.GetValues<ProbePoint>(), point => s_planted[(int)point] = at(point));

    public static void At(ProbePoint point)
    {
        if (!s_planted[(int)point])
        {
            return;
        }

        // Usually none, sometimes a few instructions, rarely a lost time slice.
        uint random = Next();
        if (random % 8 == 0)
        {
            Thread.SpinWait((int)(random >> 8) % 60);
        }
        else if (random % 256 == 1)
        {
            Thread.Yield();
        }
    }

    /// <summary>A random number of this thread (G. Marsaglia, "Xorshift RNGs", 2003).</summary>
    public static uint Next()
    {
        uint random = s_random == 0 ? (uint)Environment.CurrentManagedThreadId * 2_654_435_761 : s_random;
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        return s_random = random;
    }
}
