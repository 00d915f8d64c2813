using AsyncFlow.Building.Steps;

namespace AsyncFlow.Building;

/// <summary>
/// The names under which a plan shows locks. A lock has one name wherever it is used, and no other lock has it.
/// </summary>
internal sealed class LockNames
{
    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly UniqueNames _used = new();

    /// <summary>The name of a lock: its own, or that of its type, with a number if another lock has that name.</summary>
    public string Of(object held)
    {
        if (held is KeyedLockSource keyed)
        {
            return $"{Of(keyed.Locks)}[{keyed.Key}]";
        }

        if (!_names.TryGetValue(held, out string? name))
        {
            name = _used.FindFree(held switch
            {
                SemaphoreSlim => nameof(SemaphoreSlim),
                FlowLock or FlowSemaphore => held.ToString()!,
                IFlowLock => nameof(IFlowLock),
                _ => "FlowLocks",
            });
            _used.TryAdd(name);
            _names.Add(held, name);
        }

        return name;
    }
}
