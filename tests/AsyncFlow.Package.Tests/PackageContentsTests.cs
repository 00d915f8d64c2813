using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AsyncFlow.Package.Tests;

[Collection(SharedPacking.Name)]
public sealed partial class PackageContentsTests(PackedLibrary library)
{
    [Fact]
    public void The_package_holds_the_library_and_the_compilers_part_and_nothing_else()
    {
        using ZipArchive package = library.Open(".nupkg");
        Assert.Equal(
            [
                "README.md",
                "analyzers/dotnet/cs/AsyncFlow.Analyzers.dll",
                "analyzers/dotnet/cs/AsyncFlow.CodeFixes.dll",
                "analyzers/dotnet/cs/AsyncFlow.Generator.dll",
                "icon.png",
                "lib/net10.0/AsyncFlow.dll",
                "lib/net10.0/AsyncFlow.xml",
                "lib/net8.0/AsyncFlow.dll",
                "lib/net8.0/AsyncFlow.xml",
            ],
            Content(package));
    }

    [Fact]
    public void The_symbols_are_a_package_of_their_own()
    {
        using ZipArchive symbols = library.Open(".snupkg");
        Assert.Equal(["lib/net10.0/AsyncFlow.pdb", "lib/net8.0/AsyncFlow.pdb"], Content(symbols));
    }

    [Fact]
    public void The_package_depends_on_nothing_and_says_what_it_is()
    {
        using ZipArchive package = library.Open(".nupkg");
        using Stream nuspec = package.GetEntry("AsyncFlow.nuspec")!.Open();
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single();
        XNamespace ns = metadata.Name.Namespace;

        Assert.Empty(metadata.Descendants(ns + "dependency"));
        Assert.Equal("AsyncFlow", metadata.Element(ns + "id")?.Value);
        Assert.Equal("MIT", metadata.Element(ns + "license")?.Value);
        Assert.Equal("README.md", metadata.Element(ns + "readme")?.Value);
        Assert.NotEmpty(metadata.Element(ns + "description")!.Value);
    }

    [Fact]
    public void The_links_of_the_packed_README_lead_to_web_pages()
    {
        using ZipArchive package = library.Open(".nupkg");
        using StreamReader reader = new(package.GetEntry("README.md")!.Open());
        string[] targets = [.. LinkPattern().Matches(reader.ReadToEnd()).Select(static link => link.Groups[1].Value)];

        Assert.Contains("https://github.com/asyncflow/asyncflow-dotnet/blob/main/docs/guides/streams.md", targets);
        Assert.All(targets, static target => Assert.Matches("^(https://|#)", target));
    }

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex LinkPattern();

    // A compiler older than the Roslyn that an analyzer was built with refuses to load it.
    [Theory]
    [InlineData("AsyncFlow.Generator")]
    [InlineData("AsyncFlow.Analyzers")]
    [InlineData("AsyncFlow.CodeFixes")]
    public void The_compilers_part_loads_in_the_oldest_compiler_that_is_served(string assembly)
    {
        using ZipArchive package = library.Open(".nupkg");
        using MemoryStream image = new();
        using (Stream entry = package.GetEntry($"analyzers/dotnet/cs/{assembly}.dll")!.Open())
        {
            entry.CopyTo(image);
        }

        image.Position = 0;
        using PEReader reader = new(image);
        MetadataReader metadata = reader.GetMetadataReader();
        Assert.All(
            metadata.AssemblyReferences.Select(metadata.GetAssemblyReference).Where(reference => metadata.GetString(reference.Name).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
            reference => Assert.Equal(new Version(4, 8, 0, 0), reference.Version));
    }

    private static IEnumerable<string> Content(ZipArchive archive) => archive.Entries
        .Select(entry => entry.FullName)
        .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
        .Where(name => name is not ("[Content_Types].xml" or "AsyncFlow.nuspec"))
        .Order(StringComparer.Ordinal);
}
