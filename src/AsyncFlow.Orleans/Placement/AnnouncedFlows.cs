using AsyncFlow.Durable.Engine;

namespace AsyncFlow.Orleans.Placement;

/// <summary>Which versions of flows each process of the cluster has, as far as this process knows. Safe to use from any thread.</summary>
internal sealed class AnnouncedFlows(FlowRegistry local, ILocalSiloDetails silo, IEnumerable<IFlowAnnouncements> sources)
{
    private const string Compatible = " (compatible)";

    private volatile IReadOnlyDictionary<SiloAddress, IReadOnlySet<string>> _flows = new Dictionary<SiloAddress, IReadOnlySet<string>>
    {
        [silo.SiloAddress] = new HashSet<string>(VersionsOf(local)),
    };

    /// <summary>The versions that a process has, and those that it goes on with, as they are announced.</summary>
    public static IEnumerable<string> VersionsOf(FlowRegistry flows) => flows.All.SelectMany(static flow => (string[])
    [
        new FlowVersion(flow.Name, flow.Flow.Fingerprint).ToString(),
        .. flow.Flow.CompatibleWith.Select(older => new FlowVersion(flow.Name, older) + Compatible),
    ]);

    /// <summary>The processes that have a version; if there are none, those that go on with it.</summary>
    public SiloAddress[] Choose(IReadOnlyCollection<SiloAddress> processes, string version) =>
        processes.Where(process => Has(process, version)).ToArray() is { Length: > 0 } exact ? exact : [.. processes.Where(process => Has(process, version + Compatible))];

    /// <summary>Whether any process has a version or goes on with it.</summary>
    public bool Has(string version) => Choose([.. _flows.Keys], version).Length > 0;

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

    private bool Has(SiloAddress process, string version) => _flows.TryGetValue(process, out IReadOnlySet<string>? versions) && versions.Contains(version);
}
