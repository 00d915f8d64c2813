using System.Reflection;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Steps with <c>[Each]</c>.</summary>
public sealed class EachTests
{
    [Fact]
    public async Task Results_are_in_element_order() => Assert.Equal("0 1 4 9 16 25 36 49 64 81", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            [Step] private IEnumerable<int> Numbers() => Enumerable.Range(0, 10);
            [Step] private async Task<int> Square([Each(nameof(Numbers))] int number, CancellationToken ct)
            {
                for (int i = number; i < 10; i++) { await Task.Yield(); }
                return number * number;
            }
            [Step, Output] private string Show(IReadOnlyList<int> squares) => string.Join(' ', squares);
        }
        """));

    [Fact]
    public async Task Results_of_synchronous_steps_are_in_element_order() => Assert.Equal("a! b! c!", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            [Step] private string[] Words() => ["a", "b", "c"];
            [Step] private string Shout([Each(nameof(Words), MaxConcurrency = 2)] string word) => word + "!";
            [Step, Output] private string Show([From(nameof(Shout))] IEnumerable<string> words) => string.Join(' ', words);
        }
        """));

    [Fact]
    public async Task An_empty_list_produces_an_empty_list() => Assert.Equal("0", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            [Step] private List<string> None() => [];
            [Step] private async ValueTask<int[]> Length([Each(nameof(None))] string text) { await Task.Yield(); throw new InvalidOperationException(text); }
            [Step, Output] private string Show(IReadOnlyList<int[]> lengths) => lengths.Count.ToString();
        }
        """));

    [Fact]
    public async Task The_list_can_be_the_output() => Assert.Equal([2, 3], (IEnumerable<int>?)await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [1, 2];
            [Step, Output] private ValueTask<int> Next([Each(nameof(Numbers))] int number) => new(number + 1);
        }
        """));

    [Theory]
    [InlineData("private void Add([Each(nameof(Numbers))] int number) => Log.Add(number);")]
    [InlineData("private async Task Add([Each(nameof(Numbers))] int number) { await Task.Yield(); Log.Add(number); }")]
    [InlineData("private ValueTask Add([Each(nameof(Numbers))] int number) { Log.Add(number); return default; }")]
    public async Task A_step_for_elements_can_have_no_result(string step) => Assert.Equal("1 2 3", string.Join(' ', (await FlowRunner.LogOf($$"""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [1, 2, 3];
            [Step] {{step}}
        }
        """)).Split(' ').Order(StringComparer.Ordinal)));

    [Fact]
    public async Task Elements_are_converted_and_other_parameters_are_shared() => Assert.Equal("1a 2a 3a F:Add[0]", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [1, 2, 3];
            [Step] private string Letter() => "a";
            private string Add(int wrong, string letter, StepContext context) => "overload";
            [Step] private async Task<object> Add([Each(nameof(Numbers))] long number, [From(nameof(Letter))] string letter, StepContext context)
            {
                await Task.Yield();
                return number == 0 ? "" : $"{number}{letter}" + (number == 3 ? $" {context.FlowName}:{context.StepName[..3]}[0]" : "");
            }
            [Step, Output] private string Show(IReadOnlyList<object> all) => string.Join(' ', all);
        }
        """));

    [Fact]
    public async Task Nested_lists_and_unusual_element_types_are_supported() => Assert.Equal("1,2|3 4 custom:4", await FlowRunner.OutputOf("""
        public struct Quick<T>(T value) { public Awaiter<T> GetAwaiter() => new(value); }
        public readonly struct Awaiter<T>(T value) : System.Runtime.CompilerServices.INotifyCompletion
        {
            public bool IsCompleted => false;
            public T GetResult() => value;
            public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(_ => continuation());
        }
        [Flow] public static partial class Shared { }
        [Flow] public partial class F
        {
            [Step] private static int[]?[] Lists() => [[1, 2], null, [3]];
            [Step] private static async Task<int[]?[]?> Wrap([Each(nameof(Lists))] int[]? list) { await Task.Yield(); return list is null ? null : [list]; }
            [Step] private static int[,] Square([Each(nameof(Wrap))] int[]?[]? list) => new int[2, 2];
            [Step] private static Quick<dynamic> Count([Each(nameof(Square))] int[,] square) => new(square.Length);
            [Step, Output] private static string Show(IReadOnlyList<int[]?[]?> lists, IReadOnlyList<int[,]> squares, [From(nameof(Count))] IReadOnlyList<dynamic> counts)
                => string.Join('|', lists.OfType<int[][]>().Select(list => string.Join(',', list[0]))) + $" {squares[2].Length} custom:{counts[1]}";
        }
        """));

    [Theory]
    [InlineData("IEnumerable<int>", "step:caller list:worker")]
    [InlineData("IReadOnlyCollection<int>", "step:caller list:caller")]
    [InlineData("Numbers", "step:caller list:caller")]
    public async Task Only_a_lazy_list_is_enumerated_on_a_worker(string type, string expected) => Assert.Equal(expected, await FlowRunner.LogOfOwnThread($$"""
        public sealed class Numbers(Thread caller) : IReadOnlyCollection<int>
        {
            public int Count => 2;
            public string ThreadName => Thread.CurrentThread == caller ? "caller" : "worker";
            public IEnumerator<int> GetEnumerator() { Log.Add($"list:{ThreadName}"); yield return 1; yield return 2; }
            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
        }
        [Flow] public partial class F
        {
            private readonly Numbers _numbers = new(Thread.CurrentThread);
            [Step] private ValueTask<{{type}}> Load() { Log.Add($"step:{_numbers.ThreadName}"); return new(_numbers); }
            [Step] private ValueTask Use([Each(nameof(Load))] int number) => default;
        }
        """));

    [Fact]
    public async Task Each_element_acquires_the_locks_separately() => Assert.Equal("1 of 20", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            private readonly FlowLock _lock = new();
            private int _inside;
            private int _most;
            private int _count;
            [Step] private int[] Numbers() => Enumerable.Range(0, 20).ToArray();
            [Step, WithLock(nameof(_lock))] private async Task Work([Each(nameof(Numbers))] int number)
            {
                _most = Math.Max(_most, Interlocked.Increment(ref _inside));
                await Task.Yield();
                Interlocked.Decrement(ref _inside);
                _count++;
            }
            [Step(nameof(Work)), Output] private string Show() => $"{_most} of {_count}";
        }
        """));

    [Fact]
    public async Task MaxConcurrency_is_reached_and_not_exceeded() => Assert.Equal("3", await FlowRunner.OutputOf("""
        [Flow] public partial class F
        {
            private readonly TaskCompletionSource _three = new(TaskCreationOptions.RunContinuationsAsynchronously);
            private int _inside;
            private int _most;
            [Step] private int[] Numbers() => Enumerable.Range(0, 30).ToArray();
            [Step] private async Task Work([Each(nameof(Numbers), MaxConcurrency = 3)] int number, CancellationToken ct)
            {
                int inside = Interlocked.Increment(ref _inside);
                lock (_three) { _most = Math.Max(_most, inside); }
                if (inside == 3) { _three.TrySetResult(); }
                await _three.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
                await Task.Yield();
                Interlocked.Decrement(ref _inside);
            }
            [Step(nameof(Work)), Output] private string Show() => $"{_most}";
        }
        """));

    [Fact]
    public async Task A_failing_element_cancels_the_others_and_is_thrown()
    {
        IFlow flow = FlowRunner.Create(FlowRunner.Load("""
            [Flow] public partial class F
            {
                [Step] private int[] Numbers() => [1, 2, 3];
                [Step] private async Task<int> Work([Each(nameof(Numbers))] int number, CancellationToken ct)
                {
                    if (number == 2) { throw new NotSupportedException("two"); }
                    await Task.Delay(Timeout.Infinite, ct);
                    return number;
                }
                [Step] private void After(IReadOnlyList<int> all) => Log.Add("after");
            }
            """));
        FlowReport report = await flow.RunAsync();
        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal("two", Assert.IsType<NotSupportedException>(report.Failures[0]).Message);
        Assert.Equal([StepStatus.Succeeded, StepStatus.Failed, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        await Assert.ThrowsAsync<NotSupportedException>(() => flow.ExecuteAsync().AsTask());
    }

    [Fact]
    public async Task With_Continue_the_other_elements_are_processed()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow(FailureMode = FailureMode.Continue)] public partial class F
            {
                [Step] private int[] Numbers() => [1, 2, 3];
                [Step] private async Task<int> Work([Each(nameof(Numbers), MaxConcurrency = 1)] int number)
                {
                    await Task.Yield();
                    if (number == 2) { throw new NotSupportedException("two"); }
                    Log.Add(number);
                    return number;
                }
                [Step] private void After(IReadOnlyList<int> all) => Log.Add("after");
            }
            """);
        FlowReport report = await FlowRunner.Create(assembly).RunAsync();
        Assert.Equal("1 3", FlowRunner.Text(assembly));
        Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
        Assert.Single(report.Failures);
    }

    [Fact]
    public async Task A_null_list_fails_with_the_name_of_the_step()
    {
        IFlow flow = FlowRunner.Create(FlowRunner.Load("[Flow] public partial class F { [Step] private int[] Numbers() => null!; [Step] private void Work([Each(nameof(Numbers))] int number) { } }"));
        Assert.Contains("'Work'", (await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_can_run_repeatedly()
    {
        Assembly assembly = FlowRunner.Load("""
            [Flow] public partial class F
            {
                private int _runs;
                [Step] private int[] Numbers() => new int[Interlocked.Increment(ref _runs)];
                [Step] private async Task<string> Work([Each(nameof(Numbers))] int number) { await Task.Yield(); return "x"; }
                [Step, Output] private string Show(IReadOnlyList<string> all) => string.Concat(all);
            }
            """);
        IFlow flow = FlowRunner.Create(assembly);
        Assert.Equal(["x", "xx", "xxx"], [await FlowRunner.ResultOf(flow), await FlowRunner.ResultOf(flow), await FlowRunner.ResultOf(flow)]);
    }

    [Fact]
    public void The_plan_contains_the_kind_of_the_step()
    {
        FlowPlan plan = FlowRunner.Create(FlowRunner.Load("""
            [Flow] public partial class F
            {
                private readonly FlowLock _lock = new();
                [Step] private int[] Numbers() => [];
                [Step, WithLock(nameof(_lock))] private void Work([Each(nameof(Numbers))] int number) { }
                [Step] private Task Wait([Each(nameof(Numbers))] int number) => Task.CompletedTask;
            }
            """)).Plan;
        Assert.Equal(
            ["Numbers Function False", "Work ForEach False Numbers _lock", "Wait ForEach True Numbers"],
            plan.Steps.Select(static step => $"{step.Name} {step.Kind} {step.IsAsync} {string.Join(',', step.Upstream)} {string.Join(',', step.Locks)}".TrimEnd()));
    }
}
