using System.IO.Compression;
using System.Reflection;
using System.Runtime.Loader;

namespace AsyncFlow.Package.Tests;

/// <summary>
/// The public API of the package is in <c>PublicApi.verified.txt</c>, so that reviews show its changes. To accept a change, put
/// the file <c>PublicApi.received.txt</c>, written beside it, in its place.
/// </summary>
[Collection(SharedPacking.Name)]
public sealed class PublicApiTests(PackedLibrary library)
{
    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void The_public_API_is_the_one_that_was_agreed(string targetFramework) => PublicApi.Verify(Load(targetFramework));

    // The assemblies for the two frameworks have one name, so each is loaded in a context of its own.
    private Assembly Load(string targetFramework)
    {
        using ZipArchive package = library.Open(".nupkg");
        using Stream entry = package.GetEntry($"lib/{targetFramework}/AsyncFlow.dll")!.Open();
        using MemoryStream image = new();
        entry.CopyTo(image);
        image.Position = 0;
        return new AssemblyLoadContext(targetFramework).LoadFromStream(image);
    }
}
