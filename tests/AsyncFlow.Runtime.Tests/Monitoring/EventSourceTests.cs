using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using AsyncFlow.Reports;

namespace AsyncFlow.Runtime.Tests;

/// <summary>What a session of <c>dotnet-trace</c> or <c>dotnet-counters</c> gets. It observes the whole process, so no other test runs at the same time.</summary>
[Collection(nameof(Alone))]
public class EventSourceTests
{
    [Fact]
    public async Task Runs_and_steps_are_events()
    {
        using Session session = new(EventLevel.Verbose);
        ScriptedFlow flow = new("Traced", [Step.Sync("a", static _ => { }), Step.Sync("b", static _ => throw new StepFailure("no")).After("a")]);

        await flow.RunAsync().Within();

        Assert.Equal(
            ["RunStart Traced", "StepStart Traced a", "StepStop Traced a Succeeded", "StepStart Traced b", "StepStop Traced b Failed", "StepFailed Traced b", "RunStop Traced Failed"],
            session.Events);
    }

    [Fact]
    public async Task Steps_are_left_out_at_a_lower_level()
    {
        using Session session = new(EventLevel.Informational);

        await new ScriptedFlow("Traced", [Step.Sync("a", static _ => { })]).RunAsync().Within();

        Assert.Equal(["RunStart Traced", "RunStop Traced Succeeded"], session.Events);
    }

    [Fact]
    public async Task Counters_are_sent()
    {
        using Session session = new(EventLevel.Informational, counters: true);
        await new ScriptedFlow("Counted", [Step.Sync("a", static _ => { })]).RunAsync().Within();

        Assert.Equal(["runs-active", "runs-started", "steps-ended", "steps-failed"], (await session.Counters.Task.Within()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Without_a_session_nothing_is_observed()
    {
        using (new Session(EventLevel.Verbose))
        {
            Assert.True(EngineOnly.IsRequired);
        }

        Assert.False(EngineOnly.IsRequired);
    }

    private sealed class Session : EventListener
    {
        private readonly EventLevel _level;
        private readonly ConcurrentQueue<string> _events = new();
        private readonly ConcurrentDictionary<string, byte> _counters = new();

        public Session(EventLevel level, bool counters = false)
        {
            _level = level;
            EventSource source = EventSource.GetSources().Single(static source => source.Name == "AsyncFlow");
            EnableEvents(source, level, EventKeywords.All, counters ? new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.05" } : null);
        }

        public IEnumerable<string> Events => _events;

        public TaskCompletionSource<string[]> Counters { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "EventCounters")
            {
                _counters[(string)((IDictionary<string, object>)eventData.Payload![0]!)["Name"]] = 0;
                if (_counters.Count == 4)
                {
                    Counters.TrySetResult([.. _counters.Keys]);
                }
            }
            else if (eventData.Level <= _level)
            {
                string[] text = [.. eventData.Payload!.OfType<string>()];
                _events.Enqueue($"{eventData.EventName} {string.Join(' ', eventData.EventName == "StepFailed" ? text[..2] : text)}");
            }
        }
    }
}
