using System.IO.Compression;
using System.Reflection;

namespace AsyncFlow.Package.Tests;

/// <summary>
/// The packages, made once for all tests from what was built with them, in a temporary folder that is also the home of the
/// projects that use them. Their packages go to a folder in there: a copy of the same version elsewhere on the machine can not
/// be taken for this one.
/// </summary>
public sealed class PackedLibrary : IAsyncLifetime
{
    /// <summary>A version that nothing else has: what follows the version that is packed has this one.</summary>
    public const string Version = "9.8.7-test";

    private readonly string _home = Directory.CreateTempSubdirectory("asyncflow-package-").FullName;

    /// <summary>Where the packages are.</summary>
    public string Feed => Path.Join(_home, "feed");

    /// <summary>Where restored packages go.</summary>
    public string Packages => Path.Join(_home, "packages");

    public async Task InitializeAsync()
    {
        string configuration = typeof(PackedLibrary).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        string project = Path.Join(_home, "pack.proj");
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project>
              <ItemGroup><Packed Include="{Repository.Root}/src/*/*.csproj" /></ItemGroup>
              <Target Name="Pack">
                <MSBuild Projects="@(Packed)" Targets="Pack" Properties="NoBuild=true;Configuration={configuration};PackageVersion={Version};PackageOutputPath={Feed}" />
              </Target>
            </Project>
            """);
        (int exitCode, string output) = await DotNet.RunAsync(Repository.Root, Packages, "msbuild", project, "-target:Pack");
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

    /// <summary>Opens the package of the library, or that of its symbols.</summary>
    public ZipArchive Open(string extension) => ZipFile.OpenRead(Path.Join(Feed, $"AsyncFlow.{Version}{extension}"));

    /// <summary>Makes an empty folder, in which projects find the packages.</summary>
    public string CreateFolder(string name) => Directory.CreateDirectory(Path.Join(_home, name)).FullName;

    /// <summary>Makes a project that references the library, with this one source file.</summary>
    public Consumer CreateConsumer(string name, string properties, string source) => CreateConsumer(name, properties, source, "AsyncFlow");

    /// <summary>Makes a project that references these packages, with this one source file.</summary>
    public Consumer CreateConsumer(string name, string properties, string source, params string[] packages)
    {
        string directory = CreateFolder(name);
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
                {string.Concat(packages.Select(static package => $"""<PackageReference Include="{package}" Version="{Version}" />"""))}
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
