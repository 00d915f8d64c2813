using System.Collections.Concurrent;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Journals;

/// <summary>A file that is open as the journal of a run and of the runs within its steps. Thread-safe.</summary>
/// <param name="file">The file.</param>
/// <param name="types">How values are written.</param>
/// <param name="lines">What the file contains.</param>
internal sealed class FileJournalSession(JournalFile file, JournalTypes types, Dictionary<string, JournalLine> lines) : IDisposable
{
    // A run within a step may be repeated, so what is written is also read.
    private readonly ConcurrentDictionary<string, JournalLine> _lines = new(lines);

    /// <summary>Whether the journal has a result that can be used.</summary>
    public bool Contains(JournalEntry entry) =>
        _lines.TryGetValue(entry.Path, out JournalLine? line) && line.Version == entry.Step.Version && line.Item == HashOf(entry);

    /// <summary>A result from the journal, which contains it.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public object? Read(JournalEntry entry)
    {
        if (entry.Step.Result is not { } type)
        {
            return null;
        }

        try
        {
            return types.Read(_lines[entry.Path].Result.Span, type);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(
                $"The journal '{file.Path}' has a result of step '{entry.Path}' that cannot be read as '{type}': {exception.Message} If the type has changed, raise the Version of the step's [Keep].", exception);
        }
    }

    /// <summary>Keeps a result. It is on disk when the task completes.</summary>
    /// <exception cref="InvalidOperationException">It cannot be written as JSON.</exception>
    public Task WriteAsync(JournalEntry entry, object? result) => AppendAsync(entry.Path, LineOf(entry, result));

    /// <summary>What tells a run within a step from other runs within it.</summary>
    public string NameOf(FlowPlan plan, FlowSteps steps) => types.NameOf(plan, steps);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private async Task AppendAsync(string path, byte[] line)
    {
        await file.AppendAsync(line).ConfigureAwait(false);
        _lines[path] = JournalLine.Parse(line)!;
    }

    private byte[] LineOf(JournalEntry entry, object? result)
    {
        try
        {
            return JournalLine.Of(entry.Path, entry.Step.Version, HashOf(entry), entry.Step.Result is { } type ? writer => types.Write(writer, result, type) : null);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"The result of step '{entry.Path}' cannot be kept in the journal '{file.Path}': {exception.Message}", exception);
        }
    }

    private string? HashOf(JournalEntry entry) => entry.Step.Item is { } type ? types.HashOf(entry.Item, type) : null;
}
