namespace AsyncFlow.Orleans.Placement;

/// <summary>Where processes announce the versions of flows that they have. There is none if the process is alone.</summary>
internal interface IFlowAnnouncements
{
    /// <summary>The versions of each living process.</summary>
    Task<IReadOnlyList<(SiloAddress Process, IReadOnlySet<string> Versions)>> ReadAsync();
}
