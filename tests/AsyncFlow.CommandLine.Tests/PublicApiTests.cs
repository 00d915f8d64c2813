using System.Runtime.CompilerServices;
using AsyncFlow.Package.Tests;

namespace AsyncFlow.CommandLine.Tests;

/// <summary>
/// The public API of the package is in <c>PublicApi.verified.txt</c>, so that reviews show its changes. To accept a change, put
/// the file <c>PublicApi.received.txt</c>, written beside it, in its place.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_matches_the_verified_list()
    {
        string verified = Path.Join(Folder(), "PublicApi.verified.txt");
        string actual = PublicApi.Describe(typeof(FlowCommand).Assembly);
        if (!File.Exists(verified) || File.ReadAllText(verified) != actual)
        {
            string received = Path.Join(Folder(), "PublicApi.received.txt");
            File.WriteAllText(received, actual);
            Assert.Fail($"The public API has changed. Compare {received} with {Path.GetFileName(verified)}.");
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
