namespace AsyncFlow.Interleaving.Hooks;

/// <summary>What rewritten code calls instead of <see cref="Volatile"/>, and for volatile fields. Outside of schedules these methods do the same.</summary>
public static class VolatileHooks
{
    /// <summary>Rewritten code calls it.</summary>
    public static T Read<T>(ref readonly T location, int site) => Memory.Read(in location, site, isPlain: false);

    /// <summary>Rewritten code calls it.</summary>
    public static void Write<T>(ref T location, T value, int site) => Memory.Write(ref location, value, site, isPlain: false);
}
