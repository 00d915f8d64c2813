using AsyncFlow.Orleans;
using AsyncFlow.Package.Tests;

namespace AsyncFlow.Durable.Tests;

/// <summary>
/// The public API of each package is in a file, so that reviews show its changes. To accept a change, put the file <c>….received.txt</c>, written beside
/// it, in its place.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(IFlowClient))]
    [InlineData(typeof(OrleansFlowOptions))]
    public void The_public_API_matches_the_verified_list(Type type) => PublicApi.Verify(type.Assembly, type.Assembly.GetName().Name!);
}
