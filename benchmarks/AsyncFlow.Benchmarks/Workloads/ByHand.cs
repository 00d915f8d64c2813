namespace AsyncFlow.Benchmarks.Workloads;

/// <summary>
/// A graph of steps as one writes it without a library: an array of tasks, each of which awaits those before it, and
/// <see cref="Task.WhenAll(Task[])"/> over them. Awaiting one upstream after the other is as right as WhenAll, and cheaper.
/// </summary>
internal sealed class ByHand(Shape shape)
{
    public Func<CancellationToken, Task> Of(Func<CancellationToken, Task>[] steps) => ct =>
    {
        Task[] tasks = new Task[steps.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = RunAsync(i);
        }

        return Task.WhenAll(tasks);

        async Task RunAsync(int step)
        {
            foreach (int upstream in shape.Upstream[step])
            {
                await tasks[upstream].ConfigureAwait(false);
            }

            await steps[step](ct).ConfigureAwait(false);
        }
    };

    public Func<CancellationToken, Task> OnWorkers(Action[] steps) => Of([.. steps.Select(static step => (Func<CancellationToken, Task>)(ct => Task.Run(step, ct)))]);

    public Func<CancellationToken, Task> WithLock(Func<CancellationToken, Task>[] steps, int permits)
    {
        SemaphoreSlim gate = new(permits);
        return Of([.. steps.Select(step => (Func<CancellationToken, Task>)(ct => HoldAsync(step, ct)))]);

        async Task HoldAsync(Func<CancellationToken, Task> step, CancellationToken ct)
        {
            await gate.WaitAsync(ct).ConfigureAwait(false);
            try
            {
                await step(ct).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    public Func<CancellationToken, Task> WithResults(TypedStep[] steps) => ct =>
    {
        Task<int>[] tasks = new Task<int>[steps.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = RunAsync(i);
        }

        return Task.WhenAll(tasks);

        async Task<int> RunAsync(int step)
        {
            int[] upstream = shape.Upstream[step];
            int first = upstream.Length > 0 ? await tasks[upstream[0]].ConfigureAwait(false) : 0;
            int second = upstream.Length > 1 ? await tasks[upstream[1]].ConfigureAwait(false) : 0;
            int third = upstream.Length > 2 ? await tasks[upstream[2]].ConfigureAwait(false) : 0;
            return await steps[step](first, second, third, ct).ConfigureAwait(false);
        }
    };
}
