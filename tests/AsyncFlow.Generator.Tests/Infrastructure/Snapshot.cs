using System.Runtime.CompilerServices;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>
/// Compares a text with <c>Class.Method.verified.cs</c> in the folder of snapshots. On a mismatch, the text is written to
/// <c>.received.cs</c>. If it is correct, rename it.
/// </summary>
internal static class Snapshot
{
    public static void Verify(string text, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        // The version is replaced, so that a release does not change every snapshot.
        text = text.Replace($"\"{GeneratedBy.Version}\"", "\"0.0.0\"", StringComparison.Ordinal);
        string path = Path.Combine(Path.GetDirectoryName(file)!, "Snapshots", $"{Path.GetFileNameWithoutExtension(file)}.{method}");
        string verified = path + ".verified.cs";
        string received = path + ".received.cs";
        if (File.Exists(verified) && File.ReadAllText(verified) == text)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(received, text);
        Assert.Fail($"{received} differs from what was verified:\n{text}");
    }
}
