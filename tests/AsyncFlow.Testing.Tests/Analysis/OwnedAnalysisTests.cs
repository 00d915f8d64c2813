namespace AsyncFlow.Testing.Tests.Analysis;

/// <summary>Runs that dispose results are analyzed by their steps alone.</summary>
public partial class OwnedAnalysisTests
{
    [Fact]
    public async Task Disposing_a_result_is_no_step_of_the_analysis()
    {
        FlowReport report = await new Query().RunAsync(new FlowOptions { Host = new SimulationHost(seed: 1) }).Within();

        Assert.Equal(["Open", "Read"], report.Analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(TimeSpan.FromSeconds(3), report.Analysis.Span);
        Assert.Equal(TimeSpan.FromSeconds(2), report.Analysis.WhatIf("Read", 2));
        Assert.Equal(TimeSpan.FromSeconds(1), report.Analysis.SlackOf("Count"));
    }

    [Flow]
    internal sealed partial class Query
    {
        [Step, Owned]
        private static async Task<Connection> Open(StepContext context)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), context.TimeProvider, context.CancellationToken);
            return new Connection();
        }

        [Step]
        private static Task Read(Connection connection, StepContext context) => connection.UseAsync(2, context);

        [Step]
        private static Task Count(Connection connection, StepContext context) => connection.UseAsync(1, context);
    }

    internal sealed class Connection : IDisposable
    {
        private bool _isDisposed;

        public async Task UseAsync(int seconds, StepContext context)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), context.TimeProvider, context.CancellationToken);
            ObjectDisposedException.ThrowIf(_isDisposed, this);
        }

        public void Dispose() => _isDisposed = true;
    }
}
