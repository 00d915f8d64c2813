using System.ComponentModel;
using System.Threading.Tasks.Sources;

namespace AsyncFlow.CompilerServices;

/// <summary>One execution of a flow that has an output. Generated code derives from it.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
/// <param name="pool">Where the run goes when its result has been taken.</param>
/// <param name="outputStep">The index of the step whose result is the output.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class FlowRun<T>(RunPool pool, int outputStep) : FlowRun(pool), IValueTaskSource<T>, IValueTaskSource<FlowReport<T>>
{
    /// <summary>The result of the output step; its type's default until there is one.</summary>
    protected abstract T Output { get; }

    /// <summary>Runs the flow, returns its output, and throws when a step fails.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public new ValueTask<T> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken)
    {
        Begin(options, wantsReport: false, cancellationToken, outputStep);
        return ResultAsync();
    }

    /// <summary>Runs the flow and reports its output and every step's outcome.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public new ValueTask<FlowReport<T>> RunAsync(FlowOptions? options, CancellationToken cancellationToken)
    {
        Begin(options, wantsReport: true, cancellationToken);
        if (!HasEnded)
        {
            return new ValueTask<FlowReport<T>>(this, Completion.Version);
        }

        FlowReport<T> report = (FlowReport<T>)Completion.Report!;
        ReturnToPool();
        return new ValueTask<FlowReport<T>>(report);
    }

    /// <inheritdoc cref="FlowRun.ResultAsync"/>
    public new ValueTask<T> ResultAsync()
    {
        if (!HasEnded)
        {
            return new ValueTask<T>(this, Completion.Version);
        }

        T output = Output;
        ReturnToPool();
        return new ValueTask<T>(output);
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        Completion.Take(token);
        T output = Output;
        Completion.ReleaseReference();
        return output;
    }

    FlowReport<T> IValueTaskSource<FlowReport<T>>.GetResult(short token)
    {
        Completion.Take(token);
        FlowReport<T> report = (FlowReport<T>)Completion.Report!;
        Completion.ReleaseReference();
        return report;
    }

    ValueTaskSourceStatus IValueTaskSource<T>.GetStatus(short token) => Completion.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<FlowReport<T>>.GetStatus(short token) => Completion.GetStatus(token);

    void IValueTaskSource<T>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Completion.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<FlowReport<T>>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        Completion.OnCompleted(continuation, state, token, flags);

    private protected override FlowReport AddOutput(FlowReport report) => new FlowReport<T>(report, report.Steps[outputStep], Output);
}
