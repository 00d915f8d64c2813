using System.Runtime.CompilerServices;
using AsyncFlow.Interleaving.Scheduling;

namespace AsyncFlow.Interleaving.Hooks;

/// <summary>Loads and stores of rewritten code.</summary>
internal static unsafe class Memory
{
    public static T Read<T>(ref readonly T location, int site, bool isPlain)
    {
        ref T target = ref Unsafe.AsRef(in location);
        if (VirtualThread.Current is { } me)
        {
            nint address = (nint)Unsafe.AsPointer(ref target);
            if (isPlain)
            {
                me.Schedule.Plain(me, address, site, isStore: false);
            }
            else
            {
                me.Schedule.Load(me, address, site);
            }

            // A thread sees its own stores before others do.
            for (int i = me.Buffer.Count - 1; i >= 0; i--)
            {
                if (me.Buffer[i] is BufferedStore<T> store && store.Address == address)
                {
                    return store.Value;
                }
            }
        }

        return target;
    }

    public static void Write<T>(ref T location, T value, int site, bool isPlain)
    {
        if (VirtualThread.Current is { } me)
        {
            nint address = (nint)Unsafe.AsPointer(ref location);
            if (isPlain ? me.Schedule.Plain(me, address, site, isStore: true) : me.Schedule.Store(me, address, site))
            {
                Schedule.Delay(me, new BufferedStore<T>(address, [.. me.Clock], value));
                return;
            }
        }

        location = value;
    }
}
