using System.IO.Compression;
using System.Reflection;

namespace AsyncFlow.Package.Tests;

/// <summary>
/// The package, made once for all tests from what was built with them, in a temporary folder that is also the home of the
/// projects that use it. Their packages go to a folder in there: a copy of the same version elsewhere on the machine can not
/// be taken for this one.
/// </summary>
public sealed class PackedLibrary : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("asyncflow-package-").FullName;

    private string Feed => Path.Join(_home, "feed");
    private string Packages => Path.Join(_home, "packages");

    public async Task InitializeAsync()
    {
        string configuration = typeof(PackedLibrary).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        (int exitCode, string output) = await DotNet.RunAsync(
            Repository.Root, Packages, "pack", "src/AsyncFlow.Runtime", "--no-build", "--configuration", configuration, "--output", Feed, "--disable-build-servers");
        Assert.True(exitCode == 0, output);

        // These keep projects in here from finding settings in folders above.
        await File.WriteAllTextAsync(Path.Join(_home, "Directory.Build.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Join(_home, "Directory.Build.targets"), "<Project />");
        await File.WriteAllTextAsync(Path.Join(_home, "Directory.Packages.props"), "<Project />");
        await File.WriteAllTextAsync(Path.Join(_home, ".editorconfig"), "root = true\n");
        await File.WriteAllTextAsync(
            Path.Join(_home, "nuget.config"),
            $"""<configuration><packageSources><add key="local" value="{Feed}" /></packageSources></configuration>""");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_home, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Opens the only file of the feed with that extension.</summary>
    public ZipArchive Open(string extension) => ZipFile.OpenRead(Assert.Single(Directory.GetFiles(Feed, $"*{extension}")));

    /// <summary>Makes a project that references the package, with this one source file.</summary>
    public Consumer CreateConsumer(string name, string properties, string source)
    {
        string directory = Directory.CreateDirectory(Path.Join(_home, name)).FullName;
        File.WriteAllText(
            Path.Join(directory, $"{name}.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <UseAppHost>false</UseAppHost>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="AsyncFlow" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Join(directory, "Program.cs"), source);
        return new Consumer(directory, Packages);
    }
}

/// <summary>All tests that use the package share one packing.</summary>
[CollectionDefinition(Name)]
public sealed class SharedPacking : ICollectionFixture<PackedLibrary>
{
    public const string Name = "package";
}
