namespace AsyncFlow.Journal.Tests;

/// <summary>The path of a file that is deleted at the end of a test.</summary>
public sealed class TempFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncflow-journal-");

    public TempFile() => Path = System.IO.Path.Combine(_folder.FullName, "run.jsonl");

    public string Path { get; }

    public FlowOptions Options => new() { Journal = new FileJournal(Path, FlowsJson.Default) };

    public void Dispose() => _folder.Delete(recursive: true);
}
