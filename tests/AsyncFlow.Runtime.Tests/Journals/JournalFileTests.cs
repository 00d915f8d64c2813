using AsyncFlow.Journals;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The one writer of a journal. Its reader is tested with runs.</summary>
public sealed class JournalFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncflow-journal-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task After_a_failed_write_nothing_further_is_kept()
    {
        string path = NewPath();
        JournalFile journal = JournalFile.Open(path, JournalLine.Header("F"), out _);
        await journal.AppendAsync(Line("A"));
        journal.Dispose();
        foreach (string step in (string[])["B", "C"])
        {
            IOException exception = await Assert.ThrowsAsync<IOException>(() => journal.AppendAsync(Line(step)));
            Assert.StartsWith($"The journal '{path}' cannot be written", exception.Message, StringComparison.Ordinal);
        }

        using JournalFile again = JournalFile.Open(path, JournalLine.Header("F"), out Dictionary<string, JournalLine> lines);
        Assert.Equal(["A"], lines.Keys);
    }

    [Fact]
    public async Task Lines_that_come_at_the_same_moment_are_all_there()
    {
        string path = NewPath();
        using (JournalFile journal = JournalFile.Open(path, JournalLine.Header("F"), out _))
        {
            await Task.WhenAll(Enumerable.Range(0, 1000).Select(step => Task.Run(() => journal.AppendAsync(Line($"S{step}")))));
        }

        using JournalFile again = JournalFile.Open(path, JournalLine.Header("F"), out Dictionary<string, JournalLine> lines);
        Assert.Equal(1000, lines.Count);
    }

    private static byte[] Line(string step) => JournalLine.Of(step, version: 1, item: null, static writer => writer.WriteNumberValue(1));

    private string NewPath() => Path.Combine(_folder.FullName, "run.jsonl");
}
