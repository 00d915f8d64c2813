namespace AsyncFlow.Runtime.Tests;

/// <summary>What a run was given is not kept alive by the run's end, whatever end that is.</summary>
public class MemoryTests
{
    public static TheoryData<string> Ends => new("succeeds", "fails", "fails, not in a report", "fails at once", "is cancelled");

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_run_that_has_ended_keeps_no_object_alive(string end)
    {
        // The flow and the caller's token stay alive, like a token for the lifetime of a program.
        ScriptedFlow flow = new(
            Step.Task("at once", _ => end == "fails at once" ? throw new StepFailure("at once") : Task.CompletedTask),
            Step.Sync("sync", static _ => { }),
            Step.Task("yields", async call =>
            {
                _ = call.Token;
                await Task.Yield();
                if (end.StartsWith("fails", StringComparison.Ordinal))
                {
                    throw new StepFailure("yields");
                }
            }),
            Step.Sync("last", static call => Assert.NotNull(call.State)).After("sync", "yields"));
        using CancellationTokenSource lifetime = new();
        List<WeakReference> references = [];
        for (int i = 0; i < 10; i++)
        {
            references.AddRange(await Caller.OnOwnThread(() => RunOnce(flow, end, lifetime.Token)));
        }

        for (int i = 0; i < 20 && references.Any(static reference => reference.IsAlive); i++)
        {
            // A worker that is about to leave may still have parts of the last run on its stack.
            await Task.Run(static () => { });
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(references, static reference => reference.IsAlive);
        GC.KeepAlive(flow);
        GC.KeepAlive(lifetime);
    }

    private static async Task<WeakReference[]> RunOnce(ScriptedFlow flow, string end, CancellationToken token)
    {
        using CancellationTokenSource own = new();
        FlowOptions options = new() { Observer = new RecordingObserver(), TimeProvider = new ManualClock() };
        if (end == "is cancelled")
        {
            own.Cancel();
            token = own.Token;
        }

        if (end == "fails, not in a report")
        {
            await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync(options, own, token).AsTask());
        }
        else
        {
            await flow.RunAsync(options, own, token);
        }

        return [new(own), new(options), new(options.Observer), new(options.TimeProvider)];
    }
}
