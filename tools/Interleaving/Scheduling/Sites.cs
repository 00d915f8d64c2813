namespace AsyncFlow.Interleaving.Scheduling;

/// <summary>
/// The places in the code at which other threads may come in between. A site is one as soon as some schedule had two threads at what it accesses: all
/// synchronized accesses to something that two threads use, and all plain ones that race.
/// </summary>
internal sealed class Sites
{
    private readonly HashSet<int> _points = [];
    private readonly HashSet<int> _races = [];

    /// <summary>Whether a site was added since this was last asked.</summary>
    public bool HasGrown { get; private set; }

    public int Count => _points.Count;

    public IReadOnlyCollection<int> Races => _races;

    public bool IsPoint(int site) => _points.Contains(site);

    public void MakePoints(List<int> sites, bool areRaces)
    {
        foreach (int site in sites)
        {
            HasGrown |= _points.Add(site);
            if (areRaces)
            {
                _races.Add(site);
            }
        }
    }

    public void Settle() => HasGrown = false;
}
