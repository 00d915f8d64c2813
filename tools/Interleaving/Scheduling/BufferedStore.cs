using System.Runtime.CompilerServices;

namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>A store that its thread has executed, and that is not in memory yet.</summary>
/// <param name="address">Where it goes. Objects do not move while a schedule runs.</param>
/// <param name="clock">What had happened before it.</param>
internal abstract class BufferedStore(nint address, int[] clock)
{
    public nint Address => address;

    public int[] Clock => clock;

    public abstract void Commit();
}

/// <inheritdoc/>
internal sealed unsafe class BufferedStore<T>(nint address, int[] clock, T value) : BufferedStore(address, clock)
{
    public T Value => value;

    public override void Commit() => Unsafe.AsRef<T>((void*)Address) = value;
}
