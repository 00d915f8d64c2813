namespace AsyncFlow.Package.Tests;

/// <summary>The templates as <c>dotnet new install</c> installs them, in a hive of their own.</summary>
public sealed class InstalledTemplates(PackedLibrary library) : IAsyncLifetime
{
    private string Hive => Path.Join(library.Feed, "..", "hive");

    public async Task InitializeAsync()
    {
        string package = Path.Join(library.Feed, $"AsyncFlow.Templates.{PackedLibrary.Version}.nupkg");
        (int exitCode, string output) = await DotNet.RunAsync(library.Feed, library.Packages, "new", "install", package, "--debug:custom-hive", Hive);
        Assert.True(exitCode == 0, output);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Makes a project; returns its folder.</summary>
    /// <param name="template">The template's short name.</param>
    /// <param name="name">The name of the project.</param>
    /// <param name="options">Further options.</param>
    public async Task<string> CreateAsync(string template, string name, params string[] options)
    {
        string folder = library.CreateFolder($"{template}-{name}");
        (int exitCode, string output) = await DotNet.RunAsync(
            folder, library.Packages, ["new", template, "--name", name, "--output", folder, "--no-restore", .. options, "--debug:custom-hive", Hive]);
        Assert.True(exitCode == 0, output);
        return folder;
    }
}
