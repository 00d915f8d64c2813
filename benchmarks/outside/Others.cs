using System.Runtime.CompilerServices;
using AsyncFlow;
using static AsyncFlow.Compose;

namespace Outside;

/// <summary>
/// Flows of many kinds that run in the process before those that are measured, and between them, so that no call of the library has one
/// target only.
/// </summary>
internal static class Others
{
    private static readonly FlowLock s_shared = new();

    public static IReadOnlyList<IFlow> All { get; } =
    [
        new YieldsFirst(), new YieldsLast(), new Delays(), new Values(), new Tasks(), new TypedTasks(), new WithTokens(), new WithContext(),
        new OneLock(), new TwoLocks(s_shared), new Contended(s_shared), new Permits(), new OfTheFramework(), new EachOfList(), new EachYielding(),
        new Lazy(), new Nested(), new NestedTyped(), new Conditional(), new OnWorkers(), new Mixed(), new Limited(), new Composed(),
        new CustomAwaitable(), new Wide(), new Record(), Built(), BuiltTyped(),
    ];

    public static async Task RunAsync(int times)
    {
        using CancellationTokenSource source = new();
        for (int i = 0; i < times; i++)
        {
            foreach (IFlow flow in All)
            {
                await flow.ExecuteAsync(i % 2 == 0 ? default : source.Token);
                if (i % 16 == 0)
                {
                    await flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue });
                }
            }
        }
    }

    private static IFlow Built()
    {
        FlowBuilder builder = new("built");
        StepHandle first = builder.StepValueTask("first", static _ => default(ValueTask));
        builder.Step("second", static async ct => await Task.Yield()).After(first);
        return builder.Build();
    }

    private static IFlow BuiltTyped()
    {
        FlowBuilder builder = new("built typed");
        StepHandle<int> first = builder.Step("first", static _ => Task.FromResult(1));
        return builder.Build(builder.Step("second", first, static (x, _) => Task.FromResult(x + 1)));
    }
}

[Flow]
internal sealed partial class YieldsFirst
{
    [Step] private async Task A() => await Task.Yield();

    [Step(nameof(A))] private ValueTask B() => default;
}

[Flow]
internal sealed partial class YieldsLast
{
    [Step] private ValueTask A() => default;

    [Step(nameof(A))] private async ValueTask B() => await Task.Yield();
}

[Flow]
internal sealed partial class Delays
{
    private int _runs;

    [Step] private Task A(CancellationToken ct) => ++_runs % 64 == 0 ? Task.Delay(1, ct) : Task.CompletedTask;

    [Step(nameof(A))] private Task B() => Task.CompletedTask;
}

[Flow]
internal sealed partial class Values
{
    [Step] private ValueTask<int> A() => new(1);

    [Step] private ValueTask<long> B([From(nameof(A))] int a) => new(a);

    [Step, Output] private ValueTask<string> C([From(nameof(A))] int a, [From(nameof(B))] long b) => new(a == b ? "same" : "other");
}

[Flow]
internal sealed partial class Tasks
{
    [Step] private Task A() => Task.CompletedTask;

    [Step] private Task B() => Task.CompletedTask;

    [Step(nameof(A), nameof(B))] private Task C() => Task.CompletedTask;
}

[Flow]
internal sealed partial class TypedTasks
{
    [Step] private Task<string> A() => Task.FromResult("a");

    [Step, Output]
    private async Task<int> B([From(nameof(A))] string a)
    {
        await Task.Yield();
        return a.Length;
    }
}

[Flow]
internal sealed partial class WithTokens
{
    [Step] private Task A(CancellationToken ct) => Task.CompletedTask;

    [Step] private ValueTask B(CancellationToken ct) => default;

    [Step(nameof(A), nameof(B))] private async Task C(CancellationToken ct) => await Task.Yield();
}

[Flow]
internal sealed partial class WithContext
{
    [Step] private Task A(StepContext context) => Task.CompletedTask;

    [Step(nameof(A))] private ValueTask B(StepContext context) => default;
}

[Flow]
internal sealed partial class OneLock
{
    private readonly FlowLock _lock = new();

    [Step, WithLock(nameof(_lock))] private Task A() => Task.CompletedTask;

    [Step, WithLock(nameof(_lock))] private async Task B() => await Task.Yield();
}

[Flow]
internal sealed partial class TwoLocks(FlowLock shared)
{
    private readonly FlowLock _lock = new();

    [Step, WithLock(nameof(_lock), nameof(shared))] private ValueTask A() => default;

    [Step, WithLock(nameof(shared))] private ValueTask B() => default;
}

[Flow]
internal sealed partial class Contended(IFlowLock shared)
{
    [Step, WithLock(nameof(shared))] private async Task A() => await Task.Yield();

    [Step, WithLock(nameof(shared))] private async Task B() => await Task.Yield();

    [Step, WithLock(nameof(shared))] private async Task C() => await Task.Yield();
}

[Flow]
internal sealed partial class Permits
{
    private readonly FlowSemaphore _permits = new(2);

    [Step, WithLock(nameof(_permits))] private async Task A() => await Task.Yield();

    [Step, WithLock(nameof(_permits))] private async Task B() => await Task.Yield();

    [Step, WithLock(nameof(_permits))] private Task C() => Task.CompletedTask;
}

[Flow]
internal sealed partial class OfTheFramework
{
    private readonly SemaphoreSlim _gate = new(1);

    [Step, WithLock(nameof(_gate))] private Task A() => Task.CompletedTask;

    [Step, WithLock(nameof(_gate))] private async Task B() => await Task.Yield();
}

[Flow]
internal sealed partial class EachOfList
{
    private static readonly int[] s_list = [1, 2, 3];

    [Step] private Task<int[]> A() => Task.FromResult(s_list);

    [Step] private Task<int> B([Each(nameof(A))] int a) => Task.FromResult(a);

    [Step, Output] private Task<int> C([From(nameof(B))] IReadOnlyList<int> b) => Task.FromResult(b.Count);
}

[Flow]
internal sealed partial class EachYielding
{
    private static readonly string[] s_list = ["a", "b", "c", "d"];

    [Step] private ValueTask<string[]> A() => new(s_list);

    [Step] private async Task B([Each(nameof(A), MaxConcurrency = 2)] string a, CancellationToken ct) => await Task.Yield();
}

[Flow]
internal sealed partial class Lazy
{
    [Step] private ValueTask<IEnumerable<long>> A() => new(Numbers());

    [Step] private ValueTask B([Each(nameof(A))] long a) => default;

    private static IEnumerable<long> Numbers()
    {
        yield return 1;
        yield return 2;
    }
}

[Flow]
internal sealed partial class Nested
{
    [Step] private readonly Tasks _tasks = new();

    [Step(nameof(_tasks))] private readonly YieldsFirst _yields = new();

    [Step(nameof(_yields))] private ValueTask A() => default;
}

[Flow]
internal sealed partial class NestedTyped
{
    [Step] private readonly TypedTasks _typed = new();

    [Step, Output] private Task<int> A([From(nameof(_typed))] int length) => Task.FromResult(length);
}

[Flow]
internal sealed partial class Conditional
{
    private bool _last;

    [Step] private Task<bool> A() => Task.FromResult(_last = !_last);

    [Step, When(nameof(A))] private Task B() => Task.CompletedTask;

    [Step(nameof(B))] private ValueTask C() => default;
}

[Flow]
internal sealed partial class OnWorkers
{
    [Step] private void A() { }

    [Step] private int B() => 1;

    [Step] private void C([From(nameof(B))] int b) { }
}

[Flow]
internal sealed partial class Mixed
{
    [Step] private Task<int> A() => Task.FromResult(1);

    [Step] private int B([From(nameof(A))] int a) => a;

    [Step, Output]
    private async ValueTask<int> C([From(nameof(B))] int b)
    {
        await Task.Yield();
        return b;
    }
}

[Flow(MaxConcurrency = 1)]
internal sealed partial class Limited
{
    [Step] private async Task A() => await Task.Yield();

    [Step] private Task B() => Task.CompletedTask;

    [Step] private ValueTask C() => default;
}

[Flow]
internal sealed partial class Composed
{
    [Composition] private FlowNode Steps => Series(First, Parallel(Second, Third), Fourth);

    private Task First() => Task.CompletedTask;

    private ValueTask Second() => default;

    private async Task Third() => await Task.Yield();

    private Task Fourth() => Task.CompletedTask;
}

[Flow]
internal sealed partial class CustomAwaitable
{
    [Step] private YieldAwaitable A() => Task.Yield();

    [Step(nameof(A))] private ConfiguredTaskAwaitable B() => Task.CompletedTask.ConfigureAwait(false);
}

[Flow]
internal sealed partial class Wide
{
    [Step] private ValueTask A() => default;

    [Step(nameof(A))] private ValueTask B() => default;

    [Step(nameof(A))] private Task C() => Task.CompletedTask;

    [Step(nameof(A))] private async Task D() => await Task.Yield();

    [Step(nameof(A))] private ValueTask E() => default;

    [Step(nameof(B), nameof(C), nameof(D), nameof(E))] private ValueTask F() => default;
}

[Flow]
internal sealed partial record Record
{
    [Step] private Task<(int, int)> A() => Task.FromResult((1, 2));

    [Step, Output] private ValueTask<double> B([From(nameof(A))] (int X, int Y) pair) => new(pair.X + pair.Y);
}
