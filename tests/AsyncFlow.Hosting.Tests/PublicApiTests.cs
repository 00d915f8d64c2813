using AsyncFlow.Package.Tests;

namespace AsyncFlow.Hosting.Tests;

/// <summary>
/// The public API of the package is in <c>PublicApi.verified.txt</c>, so that reviews show its changes. To accept a change, put
/// the file <c>PublicApi.received.txt</c>, written beside it, in its place.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_matches_the_verified_list() => PublicApi.Verify(typeof(HostedFlowException).Assembly);
}
