namespace AsyncFlow.Interleaving.Hooks;

/// <summary>What rewritten code calls to read and write fields and elements of arrays.</summary>
public static class PlainHooks
{
    /// <summary>Rewritten code calls it.</summary>
    public static T Read<T>(ref readonly T location, int site) => Memory.Read(in location, site, isPlain: true);

    /// <summary>Rewritten code calls it.</summary>
    public static void Write<T>(ref T location, T value, int site) => Memory.Write(ref location, value, site, isPlain: true);
}
