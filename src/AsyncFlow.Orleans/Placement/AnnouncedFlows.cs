using AsyncFlow.Durable.Engine;

namespace AsyncFlow.Orleans.Placement;

/// <summary>Which versions of flows each process of the cluster has, as far as this process knows. Safe to use from any thread.</summary>
internal sealed class AnnouncedFlows(FlowRegistry local, ILocalSiloDetails silo, IEnumerable<IFlowAnnouncements> sources)
{
    private volatile IReadOnlyDictionary<SiloAddress, IReadOnlySet<string>> _flows = new Dictionary<SiloAddress, IReadOnlySet<string>>
    {
        [silo.SiloAddress] = new HashSet<string>(VersionsOf(local)),
    };

    /// <summary>The versions that a process has, as they are announced.</summary>
    public static IEnumerable<string> VersionsOf(FlowRegistry flows) => flows.All.Select(static flow => new FlowVersion(flow.Name, flow.Flow.Fingerprint).ToString());

    /// <summary>Whether a process has announced a version.</summary>
    public bool Has(SiloAddress process, string version) => _flows.TryGetValue(process, out IReadOnlySet<string>? versions) && versions.Contains(version);

    /// <summary>Whether any process has announced a version.</summary>
    public bool Has(string version) => _flows.Values.Any(versions => versions.Contains(version));

    /// <summary>Reads what other processes have announced.</summary>
    public async Task RefreshAsync()
    {
        Dictionary<SiloAddress, IReadOnlySet<string>> flows = new(_flows.Where(entry => entry.Key.Equals(silo.SiloAddress)));
        foreach (IFlowAnnouncements source in sources)
        {
            foreach ((SiloAddress process, IReadOnlySet<string> versions) in await source.ReadAsync())
            {
                flows[process] = versions;
            }
        }

        _flows = flows;
    }
}
