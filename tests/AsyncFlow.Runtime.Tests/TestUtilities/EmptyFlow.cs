using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The code that is generated for a class without steps.</summary>
internal static class EmptyFlow
{
    public static ValueTask ExecuteAsync(FlowOptions? options = null, CancellationToken cancellationToken = default) =>
        Execution.Pool.Rent().ExecuteAsync(options, cancellationToken);

    public static ValueTask<FlowReport> RunAsync(FlowOptions? options = null, CancellationToken cancellationToken = default) =>
        Execution.Pool.Rent().RunAsync(options, cancellationToken);

    private sealed class Execution : FlowRun
    {
        internal static readonly RunPool<Execution> Pool = new(new FlowPlan("Empty"), static pool => new Execution(pool));

        private Execution(RunPool<Execution> pool)
            : base(pool)
        {
        }

        protected internal override bool Start(int step) => throw new ArgumentOutOfRangeException(nameof(step));

        protected internal override void Finish(int step) => throw new ArgumentOutOfRangeException(nameof(step));

        protected internal override void Clear()
        {
        }
    }
}
