namespace AsyncFlow.Runtime.Tests;

/// <summary>Random trees of flows, conditions and lists. ASYNCFLOW_STRESS=n runs n times as many seeds.</summary>
public class RandomNestingTests
{
    private const int Seeds = 2_000;
    private const int SeedsOnOtherHosts = 400;

    public static TheoryData<HostKind> OtherHosts => RandomGraphTests.OtherHosts;

    [Fact]
    public Task The_engines_guarantees_hold_in_nested_runs() => RunSeeds(HostKind.ThreadPool, Seeds);

    [Theory]
    [MemberData(nameof(OtherHosts))]
    public Task The_engines_guarantees_hold_in_nested_runs_on_every_host(HostKind kind) => RunSeeds(kind, SeedsOnOtherHosts);

    private static async Task RunSeeds(HostKind kind, int seeds)
    {
        using TestHost host = TestHost.Start(kind);
        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (int seed = Interlocked.Increment(ref next); seed <= seeds * Stress.Factor; seed = Interlocked.Increment(ref next))
            {
                await RunSeed(host, seed);
            }
        })));
    }

    private static async Task RunSeed(TestHost host, int seed)
    {
        Random random = new(seed);
        Driver driver = new(new Random(seed + 1));
        NestedFlow tree = new(random, driver);
        Task driving = Task.Run(driver.Drive);
        string report = "";
        try
        {
            for (int i = 0; i < 3; i++)
            {
                int limit = random.Next(2) * random.Next(1, 5);
                tree.Prepare(limit);
                FlowOptions options = new() { Host = host.Host, MaxConcurrency = limit, FailureMode = random.Next(3) switch { 0 => FailureMode.Cancel, 1 => FailureMode.Continue, _ => null } };
#pragma warning disable CA2000 // The driver may cancel it after the run's end; without a timer or a wait handle there is nothing to dispose of.
                CancellationTokenSource source = new();
#pragma warning restore CA2000
                bool cancels = random.Next(4) == 0;
                if (cancels)
                {
                    driver.Add(source.Cancel);
                }

                FlowReport<long>? outcome = null;
                await host.Call(async () => outcome = await tree.Flow.RunAsync(options, null, source.Token).Within()).Within();
                report = outcome!.ToString();
                Assert.Empty(tree.Violations);
                Assert.Equal(0, tree.Running);
                Verify(outcome, outcome.Steps, stopped: cancels || outcome.Failures.Count > 0);
                Exception[] failures = [.. outcome.Failures.Where(failure => !tree.TakesLocksInAnyOrder || !NestedLockTests.IsDeadlock(failure))];
                Assert.Equal(tree.Thrown.ToHashSet(), failures.ToHashSet());
                Assert.Equal(tree.Thrown.Count, failures.Length);
                Assert.All(tree.Locks, static held => Assert.True(held.IsFree, $"{held} is left held."));
            }

            driver.Stop();
            await driving.Within();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed} fails.\n{report}", exception);
        }
    }

    private static void Verify(FlowReport run, IReadOnlyList<StepReport> steps, bool stopped)
    {
        foreach (StepReport step in steps)
        {
            bool started = step.Status is StepStatus.Succeeded or StepStatus.Failed or StepStatus.Canceled && !NestedLockTests.IsDeadlock(step.Exception);
            foreach (StepInfo upstream in step.Step.Upstream)
            {
                StepReport earlier = steps[upstream.Index];
                Assert.True(!started || earlier.Status is StepStatus.Succeeded or StepStatus.Skipped, $"{step} after {earlier}");
                Assert.True(!started || step.Start >= earlier.Start + earlier.Duration, $"{step} before the end of {earlier}");
            }

            Assert.Equal(step.Status == StepStatus.Skipped, step.SkipReason is not null);
            Assert.True(step.Status != StepStatus.NotRun || stopped, $"{step} for no reason");
            Assert.True(step.Status != StepStatus.Canceled || stopped, $"{step} for no reason");
            if (step.NestedReport is { } inner)
            {
                Assert.NotEqual(StepKind.Function, step.Step.Kind);
                Assert.Equal(inner.Status == FlowStatus.Succeeded, step.Status == StepStatus.Succeeded);
                Assert.True(step.Duration >= inner.Duration, $"{step} is shorter than what ran in it, {inner.Duration}");
                Assert.All(inner.Failures, failure => Assert.Contains(failure, run.Failures));
                Verify(run, inner.Steps, stopped);
            }
            else
            {
                Assert.True(step.Step.Kind == StepKind.Function || !started || step.Status == StepStatus.Canceled, $"{step} without a report of what ran in it");
            }
        }

        bool allWell = steps.All(static step => step.Status is StepStatus.Succeeded or StepStatus.Skipped);
        Assert.True(allWell || stopped);
    }
}
