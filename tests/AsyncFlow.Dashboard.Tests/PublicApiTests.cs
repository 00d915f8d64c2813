using System.Runtime.CompilerServices;
using AsyncFlow.Package.Tests;
using Microsoft.AspNetCore.Builder;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>
/// The public API of each package is in a file, so that reviews show its changes. To accept a change, put the file <c>….received.txt</c>, written beside
/// it, in its place.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(FlowDashboardExtensions))]
    public void The_public_API_matches_the_verified_list(Type type)
    {
        string name = type.Assembly.GetName().Name!;
        string verified = Path.Join(Folder(), $"{name}.verified.txt");
        string actual = PublicApi.Describe(type.Assembly);
        if (!File.Exists(verified) || File.ReadAllText(verified) != actual)
        {
            string received = Path.Join(Folder(), $"{name}.received.txt");
            File.WriteAllText(received, actual);
            Assert.Fail($"The public API has changed. Compare {received} with {Path.GetFileName(verified)}.");
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
