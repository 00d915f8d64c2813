using System.Text;
using AsyncFlow.Testing.Exploration;
using AsyncFlow.Testing.SchedulePage;

namespace AsyncFlow.Testing;

/// <summary>A schedule has failed. The message contains the failure, the events in order, and how to replay the schedule.</summary>
public sealed class ExplorationException : Exception
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _flow;
    private readonly int _number;
    private readonly RecordedSchedule _recorded;

    internal ExplorationException(FlowPlan plan, int number, int? seed, ScheduleRun run, Exception cause, string? htmlPath)
        : base($"{Describe(plan, number, seed, run, cause)}{DescribeFile(plan.Name, number, seed, run, cause, htmlPath)}", cause)
    {
        Seed = seed;
        Schedule = run.Schedule;
        Events = run.Events;
        _flow = plan.Name;
        _number = number;
        _recorded = run.Recorded;
    }

    /// <summary>The seed, which gives the same schedule on a <see cref="SimulationHost"/>; null if none was used.</summary>
    public int? Seed { get; }

    /// <summary>The schedule, for <see cref="Explore.ReplayAsync{TFlow}(Func{TFlow}, string, Action{TFlow}, ExplorationOptions, CancellationToken)"/>.</summary>
    public string Schedule { get; }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<FlowEvent> Events { get; }

    /// <summary>
    /// Writes one self-contained HTML page in which a person can step through the schedule: what each step does, who has the locks, and the virtual
    /// time. It loads nothing, and works without a server or a network.
    /// </summary>
    /// <param name="path">The file. It is replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written. <see cref="File.WriteAllText(string, string)"/> tells what else can be thrown.</exception>
    public void SaveHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        File.WriteAllText(path, ToHtml(), s_utf8);
    }

    /// <summary>The page that <see cref="SaveHtml"/> writes.</summary>
    public string ToHtml() => HtmlPage.Of(_flow, _number, Seed, Schedule, InnerException!, _recorded);

    private static string Describe(FlowPlan plan, int number, int? seed, ScheduleRun run, Exception cause)
    {
        string found = seed is null ? "" : $" with seed {seed}";
        return $"""
            Flow '{plan.Name}' failed in schedule number {number}{found}: {cause.GetType().Name}: {cause.Message}
            Order of events:
            {EventText.Format(run.Events).TrimEnd('\n')}
            To have exactly this again: Explore.ReplayAsync(…, "{run.Schedule}", …)
            """.ReplaceLineEndings("\n");
    }

    // The failure of the schedule must not be lost because its page cannot be written.
    private static string DescribeFile(string flow, int number, int? seed, ScheduleRun run, Exception cause, string? path)
    {
        if (path is null)
        {
            return "";
        }

        try
        {
            File.WriteAllText(path, HtmlPage.Of(flow, number, seed, run.Schedule, cause, run.Recorded), s_utf8);
            return $"\nTo step through it: {Path.GetFullPath(path)}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"\nThe page '{path}' could not be written: {exception.Message}";
        }
    }
}
