namespace AsyncFlow.Samples.Tests;

/// <summary>A directory of its own for one test.</summary>
public sealed class TemporaryTree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("sourcestats-").FullName;

    public string this[string path] => Path.Join(Root, path);

    public void Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], content);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
