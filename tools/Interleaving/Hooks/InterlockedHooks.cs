using System.Runtime.CompilerServices;
using AsyncFlow.Interleaving.Scheduling;

namespace AsyncFlow.Interleaving.Hooks;

/// <summary>What rewritten code calls instead of <see cref="Interlocked"/>. Outside of schedules these methods do the same.</summary>
public static unsafe class InterlockedHooks
{
    /// <summary>Rewritten code calls it.</summary>
    public static int Exchange(ref int location, int value, int site)
    {
        Before(ref location, site);
        return Interlocked.Exchange(ref location, value);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static int CompareExchange(ref int location, int value, int comparand, int site)
    {
        Before(ref location, site);
        return Interlocked.CompareExchange(ref location, value, comparand);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static int Increment(ref int location, int site)
    {
        Before(ref location, site);
        return Interlocked.Increment(ref location);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static int Decrement(ref int location, int site)
    {
        Before(ref location, site);
        return Interlocked.Decrement(ref location);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static int Add(ref int location, int value, int site)
    {
        Before(ref location, site);
        return Interlocked.Add(ref location, value);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static long Exchange(ref long location, long value, int site)
    {
        Before(ref location, site);
        return Interlocked.Exchange(ref location, value);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static long CompareExchange(ref long location, long value, long comparand, int site)
    {
        Before(ref location, site);
        return Interlocked.CompareExchange(ref location, value, comparand);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static long Increment(ref long location, int site)
    {
        Before(ref location, site);
        return Interlocked.Increment(ref location);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static long Decrement(ref long location, int site)
    {
        Before(ref location, site);
        return Interlocked.Decrement(ref location);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static long Add(ref long location, long value, int site)
    {
        Before(ref location, site);
        return Interlocked.Add(ref location, value);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static T Exchange<T>(ref T location, T value, int site) where T : class?
    {
        Before(ref location, site);
        return Interlocked.Exchange(ref location, value);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static T CompareExchange<T>(ref T location, T value, T comparand, int site) where T : class?
    {
        Before(ref location, site);
        return Interlocked.CompareExchange(ref location, value, comparand);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static object? Exchange(ref object? location, object? value, int site)
    {
        Before(ref location, site);
        return Interlocked.Exchange(ref location, value);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static object? CompareExchange(ref object? location, object? value, object? comparand, int site)
    {
        Before(ref location, site);
        return Interlocked.CompareExchange(ref location, value, comparand);
    }

    private static void Before<T>(ref T location, int site)
    {
        if (VirtualThread.Current is { } me)
        {
            me.Schedule.Atomic(me, (nint)Unsafe.AsPointer(ref location), site);
        }
    }
}
