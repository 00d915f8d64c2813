namespace AsyncFlow.Runtime.Tests;

/// <summary>Builds the flow of a list of scripted steps with a <see cref="FlowBuilder"/>. Every step gives a number.</summary>
internal static class BuiltScript
{
    private static readonly AsyncLocal<object?> s_state = new();

    /// <summary>A value of the test for the runs that start from here on. It flows with the caller's execution context.</summary>
    public static object? State
    {
        get => s_state.Value;
        set => s_state.Value = value;
    }

    public static Flow<long> Build(FlowPlan plan, Step[] steps)
    {
        FlowBuilder b = new(plan.Name) { MaxConcurrency = plan.MaxConcurrency, FailureMode = plan.FailureMode, SingleThreaded = plan.SingleThreaded };
        List<StepHandle<long>> handles = new();
        for (int i = 0; i < steps.Length; i++)
        {
            handles.Add(Add(b, steps[i], i, [.. plan.Steps[i].Upstream.Select(upstream => handles[upstream.Index])], [.. plan.Steps[i].Upstream.Select(static upstream => upstream.Index)]));
        }

        return b.Build(handles[^1]);
    }

    private static StepHandle<long> Add(FlowBuilder b, Step step, int index, StepHandle<long>[] upstream, int[] indexes)
    {
        // A step may also name a step as upstream whose result it takes.
        StepHandle[] after = index % 3 == 0 ? [.. upstream.Take(1)] : [];
        StepHandle<long> handle = step.Body switch
        {
            Func<StepCall, long> body => AddFunction(b, step.Name, upstream, (inputs, token) => body(Call(inputs, token))),
            Func<StepCall, Task<long>?> body => AddTask(b, step.Name, upstream, (inputs, token) => body(Call(inputs, token))!),
            Func<StepCall, ValueTask<long>> body => AddValueTask(b, step.Name, upstream, (inputs, token) => body(Call(inputs, token))),
            Func<StepCall, Signal?> body => AddTask(b, step.Name, upstream, (inputs, token) => Await(body(Call(inputs, token))!)),
            Func<StepCall, FlowingSignal?> body => AddValueTask(b, step.Name, upstream, (inputs, token) => AwaitValue(body(Call(inputs, token))!)),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
        handle.After(after);
        foreach (object held in step.Locks.Select(static held => held()!))
        {
            Lock(handle, held);
        }

        return handle;

        StepCall Call(long[] inputs, CancellationToken token)
        {
            ForeignStack.ThrowIfHere();
            return new(new Run(State, indexes, inputs, token), index);
        }

        static async Task<long> Await(Signal signal) => await signal;

        static async ValueTask<long> AwaitValue(FlowingSignal signal) => await signal;
    }

    /// <summary>Adds a lock of any type to a step.</summary>
    public static void Lock(StepHandle step, object held)
    {
        if (held is SemaphoreSlim semaphore)
        {
            step.WithLock(semaphore);
        }
        else
        {
            step.WithLock((IFlowLock)held);
        }
    }

    private static StepHandle<long> AddFunction(FlowBuilder b, string name, StepHandle<long>[] s, Func<long[], CancellationToken, long> body) => s.Length switch
    {
        0 => b.Step(name, ct => body([], ct)),
        1 => b.Step(name, s[0], (a, ct) => body([a], ct)),
        2 => b.Step(name, s[0], s[1], (a, b, ct) => body([a, b], ct)),
        3 => b.Step(name, s[0], s[1], s[2], (a, b, c, ct) => body([a, b, c], ct)),
        4 => b.Step(name, s[0], s[1], s[2], s[3], (a, b, c, d, ct) => body([a, b, c, d], ct)),
        5 => b.Step(name, s[0], s[1], s[2], s[3], s[4], (a, b, c, d, e, ct) => body([a, b, c, d, e], ct)),
        6 => b.Step(name, s[0], s[1], s[2], s[3], s[4], s[5], (a, b, c, d, e, f, ct) => body([a, b, c, d, e, f], ct)),
        7 => b.Step(name, s[0], s[1], s[2], s[3], s[4], s[5], s[6], (a, b, c, d, e, f, g, ct) => body([a, b, c, d, e, f, g], ct)),
        8 => b.Step(name, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], (a, b, c, d, e, f, g, h, ct) => body([a, b, c, d, e, f, g, h], ct)),
        _ => b.Step(name, s, (list, ct) => body([.. list], ct)),
    };

    private static StepHandle<long> AddTask(FlowBuilder b, string name, StepHandle<long>[] s, Func<long[], CancellationToken, Task<long>> body) => s.Length switch
    {
        0 => b.Step(name, ct => body([], ct)),
        1 => b.Step(name, s[0], (a, ct) => body([a], ct)),
        2 => b.Step(name, s[0], s[1], (a, b, ct) => body([a, b], ct)),
        3 => b.Step(name, s[0], s[1], s[2], (a, b, c, ct) => body([a, b, c], ct)),
        _ => b.Step(name, s, (list, ct) => body([.. list], ct)),
    };

    private static StepHandle<long> AddValueTask(FlowBuilder b, string name, StepHandle<long>[] s, Func<long[], CancellationToken, ValueTask<long>> body) => s.Length switch
    {
        0 => b.StepValueTask(name, ct => body([], ct)),
        1 => b.StepValueTask(name, s[0], (a, ct) => body([a], ct)),
        2 => b.StepValueTask(name, s[0], s[1], (a, b, ct) => body([a, b], ct)),
        3 => b.StepValueTask(name, s[0], s[1], s[2], (a, b, c, ct) => body([a, b, c], ct)),
        4 => b.StepValueTask(name, s[0], s[1], s[2], s[3], (a, b, c, d, ct) => body([a, b, c, d], ct)),
        5 => b.StepValueTask(name, s[0], s[1], s[2], s[3], s[4], (a, b, c, d, e, ct) => body([a, b, c, d, e], ct)),
        _ => b.StepValueTask(name, s, (list, ct) => body([.. list], ct)),
    };

    /// <summary>The arguments of one call of a step's function.</summary>
    private sealed class Run(object? state, int[] upstream, long[] inputs, CancellationToken token) : IStepRun
    {
        public object? State => state;

        public CancellationToken TokenIn(int step) => token;

        public long ResultOf(int step) => inputs[Array.IndexOf(upstream, step)];

        public long ResultOf(string step) => throw new NotSupportedException();

        public StepContext ContextOf(int step) => throw new NotSupportedException();

        public FlowOptions NestedIn(int step) => throw new NotSupportedException();

        public bool WasSkipped(string step) => throw new NotSupportedException();

        public ValueTask ForEach(int step, IEnumerable<long>? items, Delegate body, int maxConcurrency) => throw new NotSupportedException();
    }
}
