namespace AsyncFlow.Runtime.Tests;

/// <summary>A random flow. The result of each step depends on the results of its upstreams and is known beforehand.</summary>
internal sealed class RandomFlow
{
    private readonly Driver _driver;

    public RandomFlow(Random random, Driver driver, CountedLock[] locks, bool canWaitForCancellation, int? size = null, bool built = false)
    {
        _driver = driver;
        Size = size ?? random.Next(10) switch { 0 => random.Next(100, 201), < 4 => random.Next(20, 60), _ => random.Next(1, 20) };
        double failing = random.Next(3) switch { 0 => 0, 1 => 0.02, _ => 0.15 };
        double density = random.NextDouble() * 3;
        double locking = random.Next(2) * random.NextDouble();
        Acts = new Act[Size];
        Upstream = new int[Size][];
        Locks = new CountedLock[Size][];
        Expected = new long[Size];
        WaitsForCancellation = canWaitForCancellation ? random.Next(Size) : -1;
        Step[] steps = new Step[Size];
        for (int i = 0; i < Size; i++)
        {
            Acts[i] = i == WaitsForCancellation ? Act.GatedUntilCanceled : Runtime.Tests.Acts.Choose(random, failing);
            int wanted = i == 0 ? 0 : (int)(random.NextDouble() * 2 * density);
            Upstream[i] = [.. Enumerable.Range(0, wanted).Select(_ => random.Next(Math.Max(0, i - 30), i)).Distinct()];
            Locks[i] = random.NextDouble() >= locking ? [] : [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => locks[random.Next(locks.Length)])];
            Expected[i] = ResultOf(i, Expected);
            steps[i] = StepFor(i).After([.. Upstream[i].Select(static upstream => $"s{upstream}")]).Holding([.. LocksFor(i, random)]);
        }

        MaxConcurrency = random.Next(3) == 0 ? random.Next(1, 6) : 0;
        FailureMode = (FailureMode)random.Next(2);
        Flow = new ScriptedFlow("Random", steps, MaxConcurrency, FailureMode, built: built);
    }

    public int Size { get; }

    public ScriptedFlow Flow { get; }

    public Act[] Acts { get; }

    public int[][] Upstream { get; }

    /// <summary>The locks of each step, some named twice.</summary>
    public CountedLock[][] Locks { get; }

    public long[] Expected { get; }

    public int MaxConcurrency { get; }

    public FailureMode FailureMode { get; }

    /// <summary>The step that ends only when its token is cancelled; -1 if there is none.</summary>
    public int WaitsForCancellation { get; }

    // Upstreams come first, so their expected or real results are known.
    public long ResultOf(int step, Func<int, long> resultOf) => Upstream[step].Aggregate(step + 1L, (sum, upstream) => (sum * 31) + resultOf(upstream));

    private long ResultOf(int step, long[] results) => ResultOf(step, upstream => results[upstream]);

    private List<object> LocksFor(int step, Random random)
    {
        List<object> locks = Locks[step].Select(static counted => counted.Object).ToList();
        if (Acts[step] == Act.LockThrows)
        {
            locks.Insert(random.Next(locks.Count + 1), new TestLock { ThrowsOnAcquire = new StepFailure($"lock of s{step}"), ThrowsLater = random.Next(2) == 0 });
        }

        return locks;
    }

    private Step StepFor(int index)
    {
        string name = $"s{index}";
        return Acts[index] switch
        {
            Act.Sync => Step.SyncOf(name, static call => Visit(call).Succeed()),
            Act.SyncFails or Act.LockThrows => Step.SyncOf(name, static call => throw Visit(call).Fail()),
            Act.CompletedTask => Step.TaskOf(name, static call => Task.FromResult(Visit(call).Succeed())),
            Act.CompletedValueTask => Step.ValueTaskOf(name, static call => new(Visit(call).Succeed())),
            Act.FailsAtOnce => Step.TaskOf(name, static call => throw Visit(call).Fail()),
            Act.ReturnsFailed => Step.TaskOf(name, static call => Task.FromException<long>(Visit(call).Fail())),
            Act.ReturnsCanceled => Step.TaskOf(name, static call => Task.FromException<long>(Visit(call).Cancel())),
            Act.ReturnsNull => Step.TaskOf(name, static call =>
            {
                Visit(call).Fail();
                return null;
            }),
            Act.Yields => Step.TaskOf(name, static async call =>
            {
                Visit visit = Visit(call);
                await Task.Yield();
                return visit.Succeed();
            }),
            Act.YieldsAndFails => Step.ValueTaskOf(name, static async call =>
            {
                Visit visit = Visit(call);
                await Task.Yield();
                throw visit.Fail();
            }),
            Act.Gated => Step.TaskOf(name, call => Gated(Visit(call), static visit => visit.Succeed())),
            Act.GatedAndFails => Step.ValueTaskOf(name, call => new(Gated(Visit(call), static visit => throw visit.Fail()))),
            Act.GatedUntilCanceled => Step.TaskOf(name, call => GatedUntilCanceled(Visit(call), opens: index != WaitsForCancellation, call.Token)),
            Act.GatedCustom => Step.Custom(name, call => Signalled(Visit(call))),
            Act.GatedFlowing => Step.Flowing(name, call => new(Signalled(Visit(call)))),
            Act.Delayed => Step.TaskOf(name, call => Delayed(Visit(call), call)),
            Act.ThrowsCanceled => Step.TaskOf(name, static async call =>
            {
                Visit visit = Visit(call);
                await Task.Yield();
                throw visit.Cancel();
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(index)),
        };
    }

    private static Visit Visit(StepCall call) => ((RunProbe)call.State!).Enter(call);

    // Ends in the stack of the driver, including the last instructions of the step.
    private Task<long> Gated(Visit visit, Func<Visit, long> end)
    {
        TaskCompletionSource<long> gate = new();
        _driver.Add(() =>
        {
            long result;
            try
            {
                result = end(visit);
            }
            catch (StepFailure failure)
            {
                gate.SetException(failure);
                return;
            }

            gate.SetResult(result);
        });
        return gate.Task;
    }

    private async Task<long> GatedUntilCanceled(Visit visit, bool opens, CancellationToken token)
    {
        TaskCompletionSource gate = new();
        if (opens)
        {
            _driver.Add(() => gate.TrySetResult());
        }

        try
        {
            await gate.Task.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled)
        {
            throw visit.Cancel(cancelled);
        }

        return visit.Succeed();
    }

    private Signal Signalled(Visit visit)
    {
        Signal signal = new();
        _driver.Add(() => signal.Set(visit.Succeed()));
        return signal;
    }

    private async Task<long> Delayed(Visit visit, StepCall call)
    {
        Task delay = Task.Delay(TimeSpan.FromMilliseconds((call.Index % 5) + 1), _driver.Clock, call.Token);
        _driver.AddTimer();
        try
        {
            await delay.ConfigureAwait(false);
        }
        catch (OperationCanceledException cancelled)
        {
            throw visit.Cancel(cancelled);
        }

        return visit.Succeed();
    }
}
