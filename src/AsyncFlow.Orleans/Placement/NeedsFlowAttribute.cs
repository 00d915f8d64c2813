using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace AsyncFlow.Orleans.Placement;

/// <summary>Places a grain in a process that has the version of the flow which the call carries. If there is none, any process will do: it parks the run.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NeedsFlowAttribute() : PlacementFilterAttribute(new NeedsFlowStrategy());

/// <summary>Stands for <see cref="NeedsFlowAttribute"/> in the properties of a grain.</summary>
internal sealed class NeedsFlowStrategy : PlacementFilterStrategy
{
    public NeedsFlowStrategy()
        : base(order: 0)
    {
    }
}

/// <summary>Chooses the processes.</summary>
internal sealed class NeedsFlowDirector(AnnouncedFlows announced) : IPlacementFilterDirector
{
    /// <inheritdoc/>
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        SiloAddress[] all = [.. silos];
        SiloAddress[] suitable = FlowVersion.Of(target.RequestContextData) is { } version ? announced.Choose(all, version) : [];
        return suitable.Length > 0 ? suitable : all;
    }
}
