using System.Diagnostics.CodeAnalysis;

namespace AsyncFlow.Durable.Engine;

/// <summary>The flows that this process can run, by their names. Immutable.</summary>
internal sealed class FlowRegistry
{
    private readonly Dictionary<string, FlowRegistration> _flows = [];

    public FlowRegistry(IEnumerable<FlowRegistration> flows)
    {
        foreach (FlowRegistration flow in flows)
        {
            if (_flows.TryGetValue(flow.Name, out FlowRegistration? other) && other.Flow != flow.Flow)
            {
                throw new InvalidOperationException($"Two durable flows are named '{flow.Name}'. Stored runs find their flow by its name, so rename one of them.");
            }

            _flows[flow.Name] = flow;
        }

        CheckLocks();
    }

    /// <summary>The flows.</summary>
    public IReadOnlyCollection<FlowRegistration> All => _flows.Values;

    public bool TryFind(string name, [NotNullWhen(true)] out FlowRegistration? flow) => _flows.TryGetValue(name, out flow);

    /// <exception cref="InvalidOperationException">The flow is not registered.</exception>
    public FlowRegistration Find(string name) => TryFind(name, out FlowRegistration? flow) ? flow
        : throw new InvalidOperationException($"Flow '{name}' is not registered in this process. Call AddAsyncFlow().AddFlow<{name}>(…) with the JSON context of its data.");

    // Otherwise the step that asks would decide how many hold a lock.
    private void CheckLocks()
    {
        Dictionary<string, (int Permits, string Flow)> known = [];
        foreach (FlowRegistration flow in _flows.Values)
        {
            foreach (DurableSemaphore named in (flow.Flow.Locks ?? []).SelectMany(static locks => locks ?? []))
            {
                if (!known.TryAdd(named.Name, (named.Permits, flow.Name)) && known[named.Name].Permits != named.Permits)
                {
                    throw new InvalidOperationException($"Lock '{named.Name}' has {known[named.Name].Permits} permits in flow '{known[named.Name].Flow}' and {named.Permits} in '{flow.Name}'. Give it one number of permits, or two names.");
                }
            }
        }
    }
}
