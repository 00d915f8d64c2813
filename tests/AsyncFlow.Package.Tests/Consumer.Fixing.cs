namespace AsyncFlow.Package.Tests;

// What the tests of analyzers and code fixes need of a consumer.
public sealed partial class Consumer
{
    /// <summary>Adds or replaces a file.</summary>
    public Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Join(directory, file), text);

    /// <summary>The text of a file, with the line ends of this repository.</summary>
    public async Task<string> ReadAsync(string file) => (await File.ReadAllTextAsync(Path.Join(directory, file))).ReplaceLineEndings("\n");

    /// <summary>Applies the fixes that the package brings for these diagnostics, as a user would from the command line.</summary>
    public async Task FixAsync(params string[] diagnostics)
    {
        (int exitCode, string output) = await DotNet.RunAsync(
            directory, packages, ["format", "analyzers", "--no-restore", "--severity", "info", "--diagnostics", .. diagnostics]);
        Assert.True(exitCode == 0, output);
    }
}
