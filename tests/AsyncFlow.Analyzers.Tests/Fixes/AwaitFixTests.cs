using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fix of FLOW104.</summary>
public class AwaitFixTests
{
    private static string Step(string body) => $$"""
        [Flow]
        public partial class Sample
        {
            private readonly SemaphoreSlim _gate = new(1);
            private static Task<string> LoadAsync() => Task.FromResult("");
            private static Task SaveAsync(string s) => Task.Delay(s.Length);

            [Step]
            private async Task Work(CancellationToken ct)
            {
                {{body}}
                await Task.Yield();
            }

            public int Free => _gate.CurrentCount;
        }
        """;

    [Theory]
    [Fixes("FLOW104")]
    [InlineData("var s = LoadAsync().Result; // text", "var s = await LoadAsync(); // text")]
    [InlineData("int n = LoadAsync().Result.Length;", "int n = (await LoadAsync()).Length;")]
    [InlineData("char c = LoadAsync().Result[0];", "char c = (await LoadAsync())[0];")]
    [InlineData("Console.Write(LoadAsync().Result + LoadAsync().GetAwaiter().GetResult());", "Console.Write(await LoadAsync() + await LoadAsync());")]
    [InlineData("SaveAsync(LoadAsync().Result).Wait();", "await SaveAsync(await LoadAsync());")]
    [InlineData("SaveAsync(\"\").Wait(ct);", "await SaveAsync(\"\").WaitAsync(ct);")]
    [InlineData("SaveAsync(\"\").ConfigureAwait(false).GetAwaiter().GetResult();", "await SaveAsync(\"\").ConfigureAwait(false);")]
    [InlineData("Task.WaitAll(SaveAsync(\"\"), LoadAsync());", "await Task.WhenAll(SaveAsync(\"\"), LoadAsync());")]
    [InlineData("Task.WaitAny(SaveAsync(\"\"), LoadAsync());", "await Task.WhenAny(SaveAsync(\"\"), LoadAsync());")]
    [InlineData("Thread.Sleep(10);", "await Task.Delay(10, ct);")]
    [InlineData("System.Threading.Thread.Sleep(TimeSpan.FromSeconds(1));", "await Task.Delay(TimeSpan.FromSeconds(1), ct);")]
    [InlineData("_gate.Wait(ct); _gate.Release();", "await _gate.WaitAsync(ct); _gate.Release();")]
    [InlineData("if (!_gate.Wait(10)) { return; }", "if (!await _gate.WaitAsync(10)) { return; }")]
    [InlineData("Func<Task> f = async () => { Thread.Sleep(1); await Task.Yield(); }; await f();", "Func<Task> f = async () => { await Task.Delay(1, ct); await Task.Yield(); }; await f();")]
    [InlineData("await Pause(); static async Task Pause() { Thread.Sleep(1); await Task.Yield(); }", "await Pause(); static async Task Pause() { await Task.Delay(1); await Task.Yield(); }")]
    public Task Replaces_blocking_calls_with_await(string before, string after) => VerifyFix.All("FLOW104", Step(before), Step(after));

    [Theory]
    [InlineData("lock (this) { Thread.Sleep(1); }")]
    [InlineData("Pause(); void Pause() => Thread.Sleep(1);")]
    [InlineData("if (LoadAsync().Wait(10)) { }")]
    [InlineData("Console.Write(Task.WaitAny(LoadAsync()));")]
    public Task Offers_no_fix_if_await_is_not_possible(string body) => VerifyFix.Offers("FLOW104", Step(body));

    [Fact]
    [Fixes("FLOW104")]
    public Task Makes_the_step_async() => VerifyFix.All(
        "FLOW104",
        """
        [Flow]
        public partial class Sample
        {
            private static Task<int> LoadAsync() => Task.FromResult(1);

            [Step] private Task<int> A() => Task.FromResult(LoadAsync().Result + 1);

            // B.
            [Step]
            Task B(int a)
            {
                LoadAsync().Wait();
                if (a > 1)
                    return LoadAsync();
                if (a > 2)
                {
                    return Task.CompletedTask; // done
                }

                Func<Task> f = () => { return LoadAsync(); };
                return f();
            }

            [Step]
            private static ValueTask C()
            {
                Thread.Sleep(1);
                return default;
            }

            [Step, Output]
            private static ValueTask<long> D()
            {
                Thread.Sleep(1);
                return new ValueTask<long>(LoadAsync().Result);
            }
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private static Task<int> LoadAsync() => Task.FromResult(1);

            [Step] private async Task<int> A() => await LoadAsync() + 1;

            // B.
            [Step]
            async Task B(int a)
            {
                await LoadAsync();
                if (a > 1)
                {
                    await LoadAsync();
                    return;
                }
                if (a > 2)
                {
                    return; // done
                }

                Func<Task> f = () => { return LoadAsync(); };
                await f();
            }

            [Step]
            private static async ValueTask C()
            {
                await Task.Delay(1);
            }

            [Step, Output]
            private static async ValueTask<long> D()
            {
                await Task.Delay(1);
                return await new ValueTask<long>(await LoadAsync());
            }
        }
        """);
}
