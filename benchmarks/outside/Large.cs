namespace Outside;

/// <summary>The large graphs by hand: an array of tasks, and no state machine for a step whose upstream steps have completed.</summary>
internal sealed class Large(Delegate[] methods)
{
    private readonly Func<CancellationToken, Task>[] _steps = [.. methods.OfType<Func<CancellationToken, Task>>()];

    /// <summary>A loop.</summary>
    public async ValueTask ChainAsync(CancellationToken ct)
    {
        foreach (Func<CancellationToken, Task> step in _steps)
        {
            await step(ct).ConfigureAwait(false);
        }
    }

    /// <summary>The chain as an array of tasks, as one writes it if the graph could be any other.</summary>
    public ValueTask ChainOfTasksAsync(CancellationToken ct)
    {
        Task[] tasks = new Task[_steps.Length];
        tasks[0] = _steps[0](ct);
        for (int i = 1; i < tasks.Length; i++)
        {
            tasks[i] = After(tasks[i - 1], _steps[i], ct);
        }

        return new(tasks[^1]);
    }

    public async ValueTask FanOutAsync(CancellationToken ct)
    {
        await _steps[0](ct).ConfigureAwait(false);
        Task[] tasks = new Task[_steps.Length - 1];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = _steps[i + 1](ct);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    public ValueTask TreeAsync(CancellationToken ct)
    {
        Task[] tasks = new Task[_steps.Length];
        tasks[0] = _steps[0](ct);
        for (int i = 1; i < tasks.Length; i++)
        {
            tasks[i] = After(tasks[(i - 1) / 2], _steps[i], ct);
        }

        return new(Task.WhenAll(tasks));
    }

    public ValueTask WavefrontAsync(int side, CancellationToken ct)
    {
        Task[] tasks = new Task[_steps.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            Task above = i < side ? Task.CompletedTask : tasks[i - side];
            Task left = i % side == 0 ? Task.CompletedTask : tasks[i - 1];
            tasks[i] = After(above, left, _steps[i], ct);
        }

        return new(Task.WhenAll(tasks));
    }

    public ValueTask WavefrontAsync(int side, SemaphoreSlim gate, CancellationToken ct)
    {
        Task[] tasks = new Task[_steps.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            Task above = i < side ? Task.CompletedTask : tasks[i - side];
            Task left = i % side == 0 ? Task.CompletedTask : tasks[i - 1];
            tasks[i] = HoldAsync(above, left, _steps[i], gate, ct);
        }

        return new(Task.WhenAll(tasks));
    }

    private static Task After(Task upstream, Func<CancellationToken, Task> step, CancellationToken ct)
    {
        return upstream.IsCompletedSuccessfully ? step(ct) : WaitAsync(upstream, step, ct);

        static async Task WaitAsync(Task upstream, Func<CancellationToken, Task> step, CancellationToken ct)
        {
            await upstream.ConfigureAwait(false);
            await step(ct).ConfigureAwait(false);
        }
    }

    private static Task After(Task above, Task left, Func<CancellationToken, Task> step, CancellationToken ct)
    {
        return above.IsCompletedSuccessfully && left.IsCompletedSuccessfully ? step(ct) : WaitAsync(above, left, step, ct);

        static async Task WaitAsync(Task above, Task left, Func<CancellationToken, Task> step, CancellationToken ct)
        {
            await above.ConfigureAwait(false);
            await left.ConfigureAwait(false);
            await step(ct).ConfigureAwait(false);
        }
    }

    private static async Task HoldAsync(Task above, Task left, Func<CancellationToken, Task> step, SemaphoreSlim gate, CancellationToken ct)
    {
        await above.ConfigureAwait(false);
        await left.ConfigureAwait(false);
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

/// <summary>The wavefront with results by hand.</summary>
internal sealed class LargeTyped
{
    private readonly int _side;
    private readonly Func<CancellationToken, Task<int>> _first;
    private readonly Func<int, CancellationToken, Task<int>>?[] _edges;
    private readonly Func<int, int, CancellationToken, Task<int>>?[] _inner;

    public LargeTyped(Delegate[] methods, int side)
    {
        _side = side;
        _first = (Func<CancellationToken, Task<int>>)methods[0];
        _edges = [.. methods.Select(static method => method as Func<int, CancellationToken, Task<int>>)];
        _inner = [.. methods.Select(static method => method as Func<int, int, CancellationToken, Task<int>>)];
    }

    public async ValueTask<int> RunAsync(CancellationToken ct)
    {
        Task<int>[] tasks = new Task<int>[_inner.Length];
        tasks[0] = _first(ct);
        for (int i = 1; i < tasks.Length; i++)
        {
            tasks[i] = _inner[i] is { } step
                ? After(tasks[i - _side], tasks[i - 1], step, ct)
                : After(tasks[i < _side ? i - 1 : i - _side], _edges[i]!, ct);
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
        return tasks[^1].Result;
    }

    private static Task<int> After(Task<int> upstream, Func<int, CancellationToken, Task<int>> step, CancellationToken ct)
    {
        return upstream.IsCompletedSuccessfully ? step(upstream.Result, ct) : WaitAsync(upstream, step, ct);

        static async Task<int> WaitAsync(Task<int> upstream, Func<int, CancellationToken, Task<int>> step, CancellationToken ct) =>
            await step(await upstream.ConfigureAwait(false), ct).ConfigureAwait(false);
    }

    private static Task<int> After(Task<int> above, Task<int> left, Func<int, int, CancellationToken, Task<int>> step, CancellationToken ct)
    {
        return above.IsCompletedSuccessfully && left.IsCompletedSuccessfully ? step(above.Result, left.Result, ct) : WaitAsync(above, left, step, ct);

        static async Task<int> WaitAsync(Task<int> above, Task<int> left, Func<int, int, CancellationToken, Task<int>> step, CancellationToken ct) =>
            await step(await above.ConfigureAwait(false), await left.ConfigureAwait(false), ct).ConfigureAwait(false);
    }
}
