using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Execution;

/// <summary>The steps that a printed failure names, for each way in which a generated flow executes them.</summary>
public sealed class FailureTraceTests
{
    private static async Task<string[]> LinesOf(string source)
    {
        Exception exception = await Assert.ThrowsAsync<InvalidOperationException>(() => FlowRunner.Create(FlowRunner.Load(source)).ExecuteAsync().AsTask());
        return [.. exception.ToString().Split(Environment.NewLine).Skip(1).TakeWhile(static line => !line.StartsWith("   at ", StringComparison.Ordinal))];
    }

    [Theory]
    [InlineData("Task Load() => Task.FromException(new InvalidOperationException());")]
    [InlineData("Task<int> Load() => throw new InvalidOperationException();")]
    [InlineData("ValueTask<string> Load() => ValueTask.FromException<string>(new InvalidOperationException());")]
    [InlineData("Task Load(StepContext context) => Later(); private static async Task Later() { await Task.Yield(); throw new InvalidOperationException(); }")]
    [InlineData("void Load() => throw new InvalidOperationException();")]
    public async Task The_step_of_the_straight_line_and_of_the_engine(string load) => Assert.Equal(["   in step 'Load' of flow 'F'"], await LinesOf($$"""
        [Flow] public partial class F
        {
            [Step] private Task First() => Task.CompletedTask;
            [Step(nameof(First))] private {{load}}
        }
        """));

    [Fact]
    public async Task The_steps_around_it() => Assert.Equal(
        ["   in step 'Load' of flow 'Inner'", "   in step '_inner' of flow 'F'"],
        await LinesOf("""
            [Flow] public partial class Inner { [Step] private Task Load() => Task.FromException(new InvalidOperationException()); }
            [Flow] public partial class F { [Step] private readonly Inner _inner = new(); }
            """));

    [Fact]
    public async Task The_element() => Assert.Equal(["   in step 'Load' [1] of flow 'F'"], await LinesOf("""
        [Flow] public partial class F
        {
            [Step] private int[] Numbers() => [1, 2];
            [Step] private Task<int> Load([Each(nameof(Numbers))] int number) => number == 2 ? Task.FromException<int>(new InvalidOperationException()) : Task.FromResult(1);
        }
        """));

    [Fact]
    public async Task The_failures_beside_it() => Assert.Equal(
        ["   in step 'A' of flow 'F'", "   and 1 more failure of flow 'F': see FlowReport.Failures, or set FlowOptions.ThrowAll"],
        await LinesOf("""
            [Flow(FailureMode = FailureMode.Continue)] public partial class F
            {
                [Step] private Task A() => Task.FromException(new InvalidOperationException());
                [Step] private Task B() => Task.FromException(new InvalidOperationException());
            }
            """));
}
