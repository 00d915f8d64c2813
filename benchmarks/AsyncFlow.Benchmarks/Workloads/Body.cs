namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>What every step of a workload does. Each side calls it through the same method of the flow class.</summary>
internal abstract class Body
{
    public virtual void Run() { }

    public virtual Task RunAsync(CancellationToken ct) => Task.CompletedTask;

    // Tasks of the smallest numbers are cached: no side allocates for results.
    public virtual Task<int> AddAsync(int sum) => Task.FromResult(sum & 7);
}

/// <summary>Nothing.</summary>
internal sealed class EmptyBody : Body;

/// <summary>Goes on from another work item.</summary>
internal sealed class YieldingBody : Body
{
    public override async Task RunAsync(CancellationToken ct) => await Task.Yield();
}

/// <summary>Keeps a core busy for some time by the clock.</summary>
internal sealed class BusyBody(int microseconds) : Body
{
    private readonly long _ticks = System.Diagnostics.Stopwatch.Frequency / 1_000_000 * microseconds;

    public override void Run()
    {
        long end = System.Diagnostics.Stopwatch.GetTimestamp() + _ticks;
        while (System.Diagnostics.Stopwatch.GetTimestamp() < end)
        {
        }
    }
}

/// <summary>Keeps a core busy for a number of iterations, at once or from another work item.</summary>
internal sealed class SpinBody(bool yields) : Body
{
    public int Iterations { get; set; } = 1;

    public override void Run() => Spin(Iterations);

    public override Task RunAsync(CancellationToken ct)
    {
        if (yields)
        {
            return YieldAsync();
        }

        Run();
        return Task.CompletedTask;
    }

    private async Task YieldAsync()
    {
        await Task.Yield();
        Run();
    }

    // Each iteration needs the result of the one before it, so that the processor cannot work on two at a time.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static ulong Spin(int iterations)
    {
        ulong value = (ulong)iterations;
        for (int i = 0; i < iterations; i++)
        {
            value = unchecked((value * 6364136223846793005) + 1442695040888963407);
        }

        return value;
    }
}

/// <summary>Cancels the run it is called from; a step that starts nevertheless gets a cancelled task.</summary>
internal sealed class CancelingBody : Body
{
    public CancellationTokenSource Source { get; set; } = new();

    public override Task RunAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return Task.FromCanceled(ct);
        }

        Source.Cancel();
        return Task.CompletedTask;
    }
}

/// <summary>Fails at once.</summary>
internal sealed class FailingBody : Body
{
    public override Task RunAsync(CancellationToken ct) => Task.FromException(new BodyException());
}

/// <summary>The failure of a <see cref="FailingBody"/>.</summary>
internal sealed class BodyException() : Exception("A step that is meant to fail.");
