using System.Globalization;
using AsyncFlow.CompilerServices;
using AsyncFlow.Execution;
using AsyncFlow.Plan;

namespace AsyncFlow.Journals;

/// <summary>What one run has in a file.</summary>
/// <param name="session">The file, which is open.</param>
/// <param name="steps">The run's results.</param>
/// <param name="layout">The run's steps.</param>
/// <param name="path">The path of the run: that of the step around it; empty for a run by itself.</param>
internal sealed class FileRunJournal(FileJournalSession session, FlowSteps steps, PlanLayout layout, string path) : RunJournal
{
    /// <inheritdoc/>
    public override bool Has(int step) => EntryOf(step) is { } entry && session.Contains(entry);

    /// <inheritdoc/>
    public override void Restore(int step) => steps.Store(step, session.Read(EntryOf(step)!));

    /// <inheritdoc/>
    public override Task? Keep(int step, bool waits)
    {
        if (EntryOf(step) is not { } entry)
        {
            return null;
        }

        Task kept = session.WriteAsync(entry, steps.Load(step));
        if (waits)
        {
            Task.WaitAny(kept);
        }

        return kept;
    }

    /// <inheritdoc/>
    public override FlowJournal Within(int step) => new StepJournal(session, PathOf(step));

    /// <inheritdoc/>
    public override void Close()
    {
        // That of a run within a step ends with the run around it.
        if (path.Length == 0)
        {
            session.Dispose();
        }
    }

    // A step that works on elements keeps the result of each: its own is made of these.
    private JournalEntry? EntryOf(int step) => layout.KeptOf(step) is { } kept && layout.KindOf(step) != StepKind.ForEach
        ? new JournalEntry(PathOf(step), kept, kept.Item is null ? null : steps.KeptItem(step))
        : null;

    private string PathOf(int step)
    {
        string name = layout.IsUniform ? layout.ElementOf(step).Element.ToString(CultureInfo.InvariantCulture) : Escape(layout.NameOf(step));
        return path.Length == 0 ? name : $"{path}/{name}";
    }

    // As in a JSON pointer: a step may have any name.
    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>The journal of the runs within a step.</summary>
    private sealed class StepJournal(FileJournalSession session, string path) : FlowJournal
    {
        internal override RunJournal Open(FlowPlan plan, FlowSteps steps) =>
            new FileRunJournal(session, steps, plan.Layout, plan.Layout.IsUniform ? path : $"{path}/{Escape(session.NameOf(plan, steps))}");
    }
}
