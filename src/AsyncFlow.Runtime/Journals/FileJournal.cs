using System.Text.Json.Serialization;
using AsyncFlow.CompilerServices;
using AsyncFlow.Execution;
using AsyncFlow.Journals;

namespace AsyncFlow;

/// <summary>
/// Keeps the results of a run's <see cref="KeepAttribute">[Keep]</see> steps in a file, so that a run of the same flow with the same inputs can go on
/// from there, also in another process. Immutable; one object can be used for any number of runs, one after the other.
/// </summary>
/// <remarks>
/// <para>
/// The file has a line of JSON for each result. A result is on disk (flushed through the caches of the operating system) before a step that waits for
/// it starts. A line that a crash has cut off is removed when the file is opened. The file is locked while a run uses it, and is not deleted at the
/// end: a run that has succeeded gives the same results again. Delete the file to start anew.
/// </para>
/// <para>Put it on a local disk: file systems of networks do not all lock files or flush them. The file contains the results as plain text.</para>
/// </remarks>
/// <example>
/// <code>
/// [JsonSerializable(typeof(Order[]))]
/// [JsonSerializable(typeof(Invoice))]
/// internal sealed partial class AppJson : JsonSerializerContext;
///
/// Summary summary = await new Nightly(store).ExecuteAsync(day, new FlowOptions { Journal = new FileJournal("run.jsonl", AppJson.Default) });
/// </code>
/// </example>
public sealed class FileJournal : FlowJournal
{
    private readonly JsonSerializerContext _context;

    /// <summary>Makes a journal. The file is not touched before a run begins.</summary>
    /// <param name="path">The file. It is created if it does not exist; its directory must exist.</param>
    /// <param name="context">Knows how the results and the flow's inputs are written as JSON: a class with a <c>[JsonSerializable]</c> for each of their types.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public FileJournal(string path, JsonSerializerContext context)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(context);
        Path = System.IO.Path.GetFullPath(path);
        _context = context;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override string ToString() => Path;

    internal override RunJournal Open(FlowPlan plan, FlowSteps steps)
    {
        JournalTypes types = new(_context, Path);
        types.Check(plan);
        JournalFile file = JournalFile.Open(Path, JournalLine.Header(types.NameOf(plan, steps)), out Dictionary<string, JournalLine> lines);
        return new FileRunJournal(new FileJournalSession(file, types, lines), steps, plan.Layout, "");
    }
}
