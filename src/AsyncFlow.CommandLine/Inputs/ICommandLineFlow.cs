using System.ComponentModel;

namespace AsyncFlow.CommandLine;

/// <summary>
/// A flow whose inputs can be read from a command line. The generator implements it for every non-static flow with
/// <see cref="InputAttribute">[Input]</see> parameters in a project that references this package.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ICommandLineFlow
{
    /// <summary>The flow's steps.</summary>
    FlowPlan Plan { get; }

    /// <summary>The inputs: new objects with each call.</summary>
    IReadOnlyList<FlowInput> Inputs { get; }

    /// <summary>Runs the flow and reports every step's outcome.</summary>
    /// <param name="values">The inputs' values.</param>
    /// <param name="options">How to run.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts.</param>
    ValueTask<FlowReport> RunAsync(FlowInputValues values, FlowOptions? options, CancellationToken cancellationToken);
}
