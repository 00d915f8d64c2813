namespace AsyncFlow.Runtime.Tests;

/// <summary>Builds the flow of a list of scripted steps with a <see cref="FlowBuilder"/>. Every step gives a number.</summary>
internal static class BuiltScript
{
    private static readonly AsyncLocal<object?> s_state = new();

    /// <summary>What the test gives to the runs that are begun from here on; it flows with the caller's execution context.</summary>
    public static object? State
    {
        get => s_state.Value;
        set => s_state.Value = value;
    }

    public static Flow<long> Build(FlowPlan plan, Step[] steps)
    {
        var b = new FlowBuilder(plan.Name) { MaxConcurrency = plan.MaxConcurrency, FailureMode = plan.FailureMode, SingleThreaded = plan.SingleThreaded };
        var handles = new List<StepHandle<long>>();
        for (int i = 0; i < steps.Length; i++)
        {
            handles.Add(Add(b, steps[i], i, [.. plan.Steps[i].Upstream.Select(upstream => handles[upstream.Index])], [.. plan.Steps[i].Upstream.Select(static upstream => upstream.Index)]));
        }

        return b.Build(handles[^1]);
    }

    private static StepHandle<long> Add(FlowBuilder b, Step step, int index, StepHandle<long>[] upstream, int[] indexes)
    {
        // A step may also wait for what it takes.
        StepHandle[] after = index % 3 == 0 ? [.. upstream.Take(1)] : [];
        object[] locks = [.. step.Locks.Select(static held => held()!)];
        return step.Body switch
        {
            Func<StepCall, long> body => AddFunction(b, step.Name, upstream, (inputs, token) => body(Call(inputs, token)), after, locks),
            Func<StepCall, Task<long>?> body => AddTask(b, step.Name, upstream, (inputs, token) => body(Call(inputs, token))!, after, locks),
            Func<StepCall, ValueTask<long>> body => AddValueTask(b, step.Name, upstream, (inputs, token) => body(Call(inputs, token)), after, locks),
            Func<StepCall, Signal?> body => AddTask(b, step.Name, upstream, (inputs, token) => Await(body(Call(inputs, token))!), after, locks),
            Func<StepCall, FlowingSignal?> body => AddValueTask(b, step.Name, upstream, (inputs, token) => AwaitValue(body(Call(inputs, token))!), after, locks),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };

        StepCall Call(long[] inputs, CancellationToken token)
        {
            ForeignStack.ThrowIfHere();
            return new(new Run(State, indexes, inputs, token), index);
        }

        static async Task<long> Await(Signal signal) => await signal;

        static async ValueTask<long> AwaitValue(FlowingSignal signal) => await signal;
    }

    private static StepHandle<long> AddFunction(FlowBuilder b, string name, StepHandle<long>[] s, Func<long[], CancellationToken, long> body, StepHandle[] after, object[] locks) => s.Length switch
    {
        0 => b.Step(name, ct => body([], ct), after, locks),
        1 => b.Step(name, s[0], (a, ct) => body([a], ct), after, locks),
        2 => b.Step(name, s[0], s[1], (a, b, ct) => body([a, b], ct), after, locks),
        3 => b.Step(name, s[0], s[1], s[2], (a, b, c, ct) => body([a, b, c], ct), after, locks),
        4 => b.Step(name, s[0], s[1], s[2], s[3], (a, b, c, d, ct) => body([a, b, c, d], ct), after, locks),
        5 => b.Step(name, s[0], s[1], s[2], s[3], s[4], (a, b, c, d, e, ct) => body([a, b, c, d, e], ct), after, locks),
        6 => b.Step(name, s[0], s[1], s[2], s[3], s[4], s[5], (a, b, c, d, e, f, ct) => body([a, b, c, d, e, f], ct), after, locks),
        7 => b.Step(name, s[0], s[1], s[2], s[3], s[4], s[5], s[6], (a, b, c, d, e, f, g, ct) => body([a, b, c, d, e, f, g], ct), after, locks),
        8 => b.Step(name, s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], (a, b, c, d, e, f, g, h, ct) => body([a, b, c, d, e, f, g, h], ct), after, locks),
        _ => b.Step(name, s, (list, ct) => body([.. list], ct), after, locks),
    };

    private static StepHandle<long> AddTask(FlowBuilder b, string name, StepHandle<long>[] s, Func<long[], CancellationToken, Task<long>> body, StepHandle[] after, object[] locks) => s.Length switch
    {
        0 => b.Step(name, ct => body([], ct), after, locks),
        1 => b.Step(name, s[0], (a, ct) => body([a], ct), after, locks),
        2 => b.Step(name, s[0], s[1], (a, b, ct) => body([a, b], ct), after, locks),
        3 => b.Step(name, s[0], s[1], s[2], (a, b, c, ct) => body([a, b, c], ct), after, locks),
        _ => b.Step(name, s, (list, ct) => body([.. list], ct), after, locks),
    };

    private static StepHandle<long> AddValueTask(FlowBuilder b, string name, StepHandle<long>[] s, Func<long[], CancellationToken, ValueTask<long>> body, StepHandle[] after, object[] locks) => s.Length switch
    {
        0 => b.StepValueTask(name, ct => body([], ct), after, locks),
        1 => b.StepValueTask(name, s[0], (a, ct) => body([a], ct), after, locks),
        2 => b.StepValueTask(name, s[0], s[1], (a, b, ct) => body([a, b], ct), after, locks),
        3 => b.StepValueTask(name, s[0], s[1], s[2], (a, b, c, ct) => body([a, b, c], ct), after, locks),
        4 => b.StepValueTask(name, s[0], s[1], s[2], s[3], (a, b, c, d, ct) => body([a, b, c, d], ct), after, locks),
        5 => b.StepValueTask(name, s[0], s[1], s[2], s[3], s[4], (a, b, c, d, e, ct) => body([a, b, c, d, e], ct), after, locks),
        _ => b.StepValueTask(name, s, (list, ct) => body([.. list], ct), after, locks),
    };

    /// <summary>What one call of a step's function was given.</summary>
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
