using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW104: a blocking call in an asynchronous step.</summary>
public class BlockingCallTests
{
    // A step with a body, and methods that return tasks.
    private static string Step(string body) => $$"""
        [Flow]
        public partial class Sample
        {
            private readonly Task<int> _started = Task.Run(() => 1);
            private readonly SemaphoreSlim _gate = new(1);
            private static Task<int> LoadAsync(int n = 0) => Task.FromResult(n);
            private static ValueTask<int> ReadAsync() => new(1);

            [Step]
            private async Task Work(CancellationToken ct)
            {
                {{body}}
                await Task.Yield();
            }

            private Task<int> Started => _started;
            public void Use() => Console.WriteLine(_gate.CurrentCount + LoadAsync().Id + Started.Id + ReadAsync().GetHashCode());
        }
        """;

    [Theory]
    [Fires("FLOW104")]
    [InlineData("int n = LoadAsync().{|FLOW104:Result|};")]
    [InlineData("int n = ReadAsync().{|FLOW104:Result|};")]
    [InlineData("LoadAsync().{|FLOW104:Wait|}();")]
    [InlineData("LoadAsync().{|FLOW104:Wait|}(100);")]
    [InlineData("LoadAsync().{|FLOW104:Wait|}(ct);")]
    [InlineData("Task.{|FLOW104:WaitAll|}(LoadAsync(), LoadAsync());")]
    [InlineData("Task.{|FLOW104:WaitAny|}(LoadAsync(), LoadAsync());")]
    [InlineData("int n = LoadAsync().GetAwaiter().{|FLOW104:GetResult|}();")]
    [InlineData("int n = LoadAsync().ConfigureAwait(false).GetAwaiter().{|FLOW104:GetResult|}();")]
    [InlineData("Thread.{|FLOW104:Sleep|}(10);")]
    [InlineData("Thread.{|FLOW104:Sleep|}(TimeSpan.FromSeconds(1));")]
    [InlineData("_gate.{|FLOW104:Wait|}();")]
    [InlineData("new Thread(() => { }).{|FLOW104:Join|}();")]
    [InlineData("new ManualResetEvent(false).{|FLOW104:WaitOne|}();")]
    [InlineData("new ManualResetEventSlim().{|FLOW104:Wait|}(ct);")]
    [InlineData("new CountdownEvent(1).{|FLOW104:Wait|}();")]
    [InlineData("System.Diagnostics.Process.Start(\"a\").{|FLOW104:WaitForExit|}();")]
    [InlineData("Console.Write(new System.Collections.Concurrent.BlockingCollection<int>().{|FLOW104:Take|}(ct));")]
    [InlineData("lock (this) { Monitor.{|FLOW104:Wait|}(this); }")]
    [InlineData("Task<Task<int>> outer = Task.FromResult(LoadAsync()); int n = (await outer).{|FLOW104:Result|};")]
    [InlineData("int? n = _started?.{|FLOW104:Result|};")]
    [InlineData("int n = _started.{|FLOW104:Result|};")]
    public Task A_blocking_call(string body) => Verify.Reports(Step(body));

    [Theory]
    [Fires("FLOW104")]
    [InlineData("var t = LoadAsync(); if (t.IsCompleted) { } int n = t.{|FLOW104:Result|};")]
    [InlineData("var t = LoadAsync(); if (!t.IsCompleted) { int n = t.{|FLOW104:Result|}; }")]
    [InlineData("var t = LoadAsync(); await t; t = LoadAsync(); int n = t.{|FLOW104:Result|};")]
    [InlineData("var (a, b) = (LoadAsync(), LoadAsync()); if (a.IsCompleted) { int n = b.{|FLOW104:Result|}; }")]
    [InlineData("var (a, b) = (LoadAsync(), LoadAsync()); await Task.WhenAny(a, b); int n = a.{|FLOW104:Result|};")]
    [InlineData("var t = LoadAsync(); for (int i = 0; i < 2; i++) { Console.Write(t.{|FLOW104:Result|}); t = LoadAsync(i); }")]
    [InlineData("var t = LoadAsync(); if (t.Status == TaskStatus.Running) { int n = t.{|FLOW104:Result|}; }")]
    [InlineData("Task<int>[] all = [LoadAsync(), LoadAsync()]; await all[0]; int n = all[1].{|FLOW104:Result|};")]
    public Task A_task_that_may_be_incomplete(string body) => Verify.Reports(Step(body));

    [Theory]
    [Silent("FLOW104")]
    [InlineData("var t = LoadAsync(); int n = t.IsCompleted ? t.Result : await t;")]
    [InlineData("var t = LoadAsync(); if (t.IsCompleted) Console.Write(t.Result);")]
    [InlineData("var t = LoadAsync(); if (t.IsCompletedSuccessfully && t.Result > 1) { }")]
    [InlineData("var t = LoadAsync(); if (!t.IsCompleted) { await t; } Console.Write(t.Result);")]
    [InlineData("var t = LoadAsync(); if (!t.IsCompleted) { return; } Console.Write(t.Result);")]
    [InlineData("var t = LoadAsync(); if (t is { IsCompleted: true }) { Console.Write(t.Result); }")]
    [InlineData("var t = LoadAsync(); if (t.Status == TaskStatus.RanToCompletion) { Console.Write(t.Result); }")]
    [InlineData("var t = LoadAsync(); await t; Console.Write(t.Result);")]
    [InlineData("var t = LoadAsync(); if (await Task.WhenAny(t, Task.Delay(1, ct)) == t) { Console.Write(t.Result); }")]
    [InlineData("var t = LoadAsync(); Task first = await Task.WhenAny(t, Task.Delay(1, ct)); if (t == first) { Console.Write(t.Result); }")]
    [InlineData("var t = LoadAsync(); await t.WaitAsync(ct); Console.Write(t.Result);")]
    [InlineData("var (a, b) = (LoadAsync(), LoadAsync()); Task all = Task.WhenAll(a, b); await all; Console.Write(a.Result + b.Result);")]
    [InlineData("var (a, b) = (LoadAsync(), LoadAsync()); var all = Task.WhenAll([a, b]); await all.ConfigureAwait(false); Console.Write(a.Result + b.Result);")]
    [InlineData("var t = LoadAsync(); await t.ConfigureAwait(false); Console.Write(t.Result);")]
    [InlineData("var t = LoadAsync(); var u = t; await u; await t; Console.Write(u.Result + t.Result);")]
    [InlineData("var (a, b) = (LoadAsync(), LoadAsync()); await Task.WhenAll(a, b); Console.Write(a.Result + b.Result);")]
    [InlineData("Task<int>[] all = [LoadAsync(), LoadAsync()]; await Task.WhenAll(all); Console.Write(all[0].Result);")]
    [InlineData("Task<int>[] all = [LoadAsync()]; await Task.WhenAll(all); foreach (var t in all) { Console.Write(t.Result); }")]
    [InlineData("List<Task<int>> all = [LoadAsync()]; await Task.WhenAll(all); for (int i = 0; i < all.Count; i++) { Console.Write(all[i].Result); }")]
    [InlineData("List<Task<int>> all = [LoadAsync()]; await Task.WhenAll(all); Console.Write(all.Sum(t => t.Result));")]
    [InlineData("var done = await Task.WhenAny(LoadAsync(), LoadAsync()); Console.Write(done.Result);")]
    [InlineData("await foreach (var t in Task.WhenEach(LoadAsync(), LoadAsync())) { Console.Write(t.Result); }")]
    [InlineData("await _started; Console.Write(_started.Result);")]
    [InlineData("await Started; Console.Write(Started.Result);")]
    [InlineData("var t = LoadAsync(); try { await t; } catch (IOException) { return; } Console.Write(t.Result);")]
    [InlineData("Console.Write(Task.FromResult(1).Result);")]
    [InlineData("var t = new ValueTask<int>(1); Console.Write(t.Result);")]
    [InlineData("LoadAsync().Wait(0);")]
    [InlineData("LoadAsync().Wait(TimeSpan.Zero);")]
    [InlineData("Thread.Sleep(0);")]
    [InlineData("await _gate.WaitAsync(ct); _gate.Release();")]
    [InlineData("if (_gate.Wait(0)) { _gate.Release(); }")]
    [InlineData("await Task.Run(() => Thread.Sleep(10), ct);")]
    [InlineData("await Task.Run(async () => { Thread.Sleep(10); await Task.Yield(); }, ct);")]
    [InlineData("await LoadAsync().ContinueWith(t => t.Result, ct, TaskContinuationOptions.None, TaskScheduler.Default);")]
    public Task A_completed_task_or_a_wait_elsewhere(string body) => Verify.Silent(Step(body));

    [Fact]
    [Fires("FLOW104")]
    public Task A_blocking_call_is_reported_once_for_a_task() => Verify.Reports(
        Step("var t = LoadAsync(); t.{|FLOW104:Wait|}(); Console.Write(t.Result);"));

    [Fact]
    [Fires("FLOW104")]
    public Task Local_functions_and_asynchronous_lambdas_belong_to_the_step() => Verify.Reports(Step("""
        Pause();
        Func<Task> later = async () => { Thread.{|FLOW104:Sleep|}(1); await Task.Yield(); };
        await later();
        void Pause() => Thread.{|FLOW104:Sleep|}(1);
        """));

    [Fact]
    [Fires("FLOW104")]
    public Task The_message_names_the_replacement() => Verify.Reports(
        Step("Thread.{|FLOW104:Sleep|}(1); _gate.{|FLOW104:Wait|}(); Task.{|FLOW104:WaitAll|}(LoadAsync()); LoadAsync().{|FLOW104:Wait|}();"),
        "'Thread.Sleep' blocks the thread of the asynchronous step 'Work'; await Task.Delay instead",
        "'Wait' blocks the thread of the asynchronous step 'Work'; await WaitAsync instead",
        "'Task.WaitAll' blocks the thread of the asynchronous step 'Work'; await Task.WhenAll instead",
        "'Wait' blocks the thread of the asynchronous step 'Work'; await the task instead");

    [Fact]
    [Fires("FLOW104")]
    public Task A_step_without_the_async_keyword() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            [Step]
            private ValueTask Work()
            {
                Thread.{|FLOW104:Sleep|}(1);
                return default;
            }
        }
        """);

    [Fact]
    [Fires("FLOW104")]
    public Task A_step_of_a_base_class() => Verify.Reports("""
        public abstract class Shared
        {
            [Step]
            protected static async Task Work()
            {
                Thread.{|FLOW104:Sleep|}(1);
                await Task.Yield();
            }
        }
        """);

    [Fact]
    [Silent("FLOW104")]
    public Task Synchronous_steps_and_other_methods_may_block() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            [Step] private void Work() => Thread.Sleep(1);

            public static async Task Other()
            {
                Thread.Sleep(1);
                await Task.Yield();
            }
        }
        """);

    [Fact]
    [Silent("FLOW104")]
    public Task Results_of_upstream_steps_are_complete() => Verify.Silent("""
        public sealed record Outcome(int Result);

        [Flow]
        public partial class Sample
        {
            [Step] private Task<Outcome> Load() => Task.FromResult(new Outcome(1));
            [Step] private Task<Task<int>> Start() => Task.FromResult(Task.FromResult(1));

            [Step]
            private async Task Use(Outcome outcome, Task<int> started)
            {
                Console.Write(outcome.Result + await started);
            }
        }
        """);

    [Fact]
    [Silent("FLOW104")]
    public Task A_suppressed_blocking_call() => Verify.Silent(Step("""
        #pragma warning disable FLOW104
        Thread.Sleep(1);
        #pragma warning restore FLOW104
        """));

    [Fact]
    [Fires("FLOW104")]
    public Task Methods_that_asynchronous_steps_call() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            [Step] private async Task A() { await Task.Yield(); Helper(); await Task.Run(() => Elsewhere()); }
            [Step] private async Task B() { await Task.Yield(); Helper(); }
            [Step] private void C() => Synchronous();
            private void Helper() => Deeper();
            private static void Deeper() => Thread.{|FLOW104:Sleep|}(1);
            private static void Elsewhere() => Thread.Sleep(1);
            private static void Synchronous() => Thread.Sleep(1);
            public void Unused() => Thread.Sleep(1);
        }
        """);
}
