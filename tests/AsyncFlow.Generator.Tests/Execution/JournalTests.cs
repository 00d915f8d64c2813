using System.Globalization;
using System.Reflection;
using System.Text;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>Steps with <c>[Keep]</c>: versions of a flow's code, shapes of steps, and random flows.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncflow-keep-");

    private string File => Path.Combine(_folder.FullName, "run.jsonl");

    private FlowOptions Options => new() { Journal = new FileJournal(File, new AnyJson()) };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_raised_version_a_new_name_and_a_new_step_run_again_and_nothing_else_does()
    {
        Assert.Equal("A B C D", await LogOf("""
            [Flow] public partial class F
            {
                [Step, Keep] private int A() { Log.Add("A"); return 1; }
                [Step, Keep(Version = 3)] private int B([From(nameof(A))] int a) { Log.Add("B"); return a + 1; }
                [Step(nameof(B)), Keep] private void C() => Log.Add("C");
                [Step(nameof(C)), Keep] private void D() => Log.Add("D");
            }
            """));
        Assert.Equal("B New E", await LogOf("""
            [Flow] public partial class F
            {
                [Step, Keep] private int A() { Log.Add("A"); return 1; }
                [Step, Keep(Version = 4)] private long B([From(nameof(A))] int a) { Log.Add("B"); return a + 1; }
                [Step(nameof(B)), Keep] private void New() => Log.Add("New");
                [Step(nameof(New)), Keep] private void D() => Log.Add("D");
                [Step(nameof(D))] private void E() => Log.Add("E");
            }
            """));
    }

    [Theory]
    [InlineData("int? A() { Log.Add(1); return null; }", "int? a", "a ?? 7")]
    [InlineData("ValueTask<string?> A() { Log.Add(1); return new((string?)null); }", "string? a", "a ?? \"none\"")]
    [InlineData("async Task<(int Left, string Right)> A() { await Task.Yield(); Log.Add(1); return (1, \"x\"); }", "(int Left, string Right) a", "a.Left")]
    [InlineData("Task<IReadOnlyList<int>> A() { Log.Add(1); return Task.FromResult<IReadOnlyList<int>>([1, 2]); }", "IReadOnlyList<int> a", "a.Count")]
    public async Task Results_of_any_type_are_kept(string step, string parameter, string value)
    {
        string source = $$"""
            [Flow] public partial class F
            {
                [Step, Keep] private {{step}}
                [Step] private void B([From(nameof(A))] {{parameter}}) => Log.Add({{value}});
            }
            """;
        string first = await LogOf(source);
        Assert.Equal(first, "1 " + await LogOf(source));
    }

    [Fact]
    public async Task Steps_of_a_composition_are_kept()
    {
        const string Source = """
            using static AsyncFlow.Compose;

            [Flow] public partial class F
            {
                [Composition] private FlowNode Steps => Series(A, B);
                [Keep] private int A() { Log.Add("A"); return 1; }
                private void B(int a) => Log.Add("B");
            }
            """;
        Assert.Equal("A B", await LogOf(Source));
        Assert.Equal("B", await LogOf(Source));
    }

    // Each step fails at random; runs go on until one succeeds. The result is that of a run without a journal, and no kept step succeeds twice.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Random_flows_end_with_the_same_result_however_often_they_fail(int seed)
    {
        Random random = new(seed);
        Assembly assembly = FlowRunner.Load(Source(random, out bool[] kept));
        Type state = assembly.GetType("State")!;
        int[] succeeded = (int[])state.GetField("Succeeded")!.GetValue(null)!;
        FieldInfo failing = state.GetField("Failing")!;
        failing.SetValue(null, 0);
        object? expected = await FlowRunner.ResultOf(FlowRunner.Create(assembly));
        for (int round = 0; round < 20; round++)
        {
            System.IO.File.Delete(File);
            Array.Clear(succeeded);
            bool hasEnded = false;
            for (int attempt = 0; !hasEnded; attempt++)
            {
                failing.SetValue(null, attempt == 30 ? 0 : random.Next(1, 40));
                using CancellationTokenSource source = new();
                state.GetField("Source")!.SetValue(null, random.Next(4) == 0 ? source : null);
                FlowOptions options = Options with { FailureMode = random.Next(2) == 0 ? FailureMode.Cancel : FailureMode.Continue, MaxConcurrency = random.Next(4) };
                FlowReport report = await FlowRunner.Create(assembly).RunAsync(options, source.Token);
                hasEnded = report.Status == FlowStatus.Succeeded;
                Assert.All(report.Failures, static failure => Assert.Equal("planned", failure.Message));
                if (hasEnded)
                {
                    Assert.Equal(expected, report.GetType().GetProperty("Output")!.GetValue(report));
                }
            }

            for (int step = 0; step < kept.Length; step++)
            {
                Assert.True(!kept[step] || succeeded[step] == 1, $"Step {step} of seed {seed} succeeded {succeeded[step]} times.");
            }
        }
    }

    private static string Source(Random random, out bool[] kept)
    {
        const int Steps = 12;
        StringBuilder flow = new();
        kept = new bool[Steps];
        for (int step = 0; step < Steps; step++)
        {
            kept[step] = random.Next(3) > 0;
            int[] upstream = [.. Enumerable.Range(0, step).Where(_ => random.Next(3) == 0)];
            string parameters = string.Join(", ", upstream.Select(static other => $"[From(nameof(S{other}))] long s{other}"));
            string value = string.Concat(upstream.Select(static other => $" + s{other}"));
            string keep = kept[step] ? ", Keep" : "";
            string body = $"State.Begin({step}); {{0}}return State.End({step}, {step + 1}{value});";
            flow.AppendLine(random.Next(3) switch
            {
                0 => string.Format(CultureInfo.InvariantCulture, "[Step{0}] private long S{1}({2}) {{ {3} }}", keep, step, parameters, string.Format(CultureInfo.InvariantCulture, body, "")),
                1 => string.Format(CultureInfo.InvariantCulture, "[Step{0}] private async Task<long> S{1}({2}) {{ {3} }}", keep, step, parameters, string.Format(CultureInfo.InvariantCulture, body, "await Task.Yield(); ")),
                _ => string.Format(CultureInfo.InvariantCulture, "[Step{0}] private async ValueTask<long> S{1}({2}) {{ {3} }}", keep, step, parameters, string.Format(CultureInfo.InvariantCulture, body, "await Task.CompletedTask; ")),
            });
        }

        string all = string.Join(", ", Enumerable.Range(0, Steps).Select(static step => $"[From(nameof(S{step}))] long s{step}"));
        return $$"""
            public static class State
            {
                public static readonly int[] Succeeded = new int[{{Steps}}];
                public static int Failing;
                public static CancellationTokenSource? Source;
                private static int s_count;

                public static void Begin(int step)
                {
                    if (Failing > 0 && Interlocked.Increment(ref s_count) % Failing == 0)
                    {
                        if (Source is not { } source) { throw new InvalidOperationException("planned"); }
                        source.Cancel();
                        throw new OperationCanceledException();
                    }
                }

                public static long End(int step, long value) { Interlocked.Increment(ref Succeeded[step]); return value; }
            }

            [Flow] public partial class F
            {
                {{flow}}
                [Step, Output] private string All({{all}}) => $"{{string.Join(" ", Enumerable.Range(0, Steps).Select(static step => $"{{s{step}}}"))}}";
            }
            """;
    }

    private async Task<string> LogOf(string source)
    {
        Assembly assembly = FlowRunner.Load(source);
        await FlowRunner.Create(assembly).ExecuteAsync(Options);
        return FlowRunner.Text(assembly);
    }
}
