// dotnet run --project tools/StepOverloads
//
// Writes the sources of src/AsyncFlow.Runtime that are lists of overloads. A test of AsyncFlow.Architecture.Tests fails if they are not
// what this program writes.
using AsyncFlow.StepOverloads;

foreach (GeneratedFile file in GeneratedFile.All)
{
    string path = Path.Join(FindRoot(), file.Path);
    File.WriteAllText(path, file.Text);
    Console.WriteLine(path);
}

static string FindRoot()
{
    DirectoryInfo? folder = new(Directory.GetCurrentDirectory());
    while (folder is not null && !File.Exists(Path.Join(folder.FullName, "AsyncFlow.sln")))
    {
        folder = folder.Parent;
    }

    return folder?.FullName ?? throw new InvalidOperationException("Run this in the repository.");
}
