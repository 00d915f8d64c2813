using System.CommandLine;
using System.ComponentModel;

namespace AsyncFlow.CommandLine;

/// <summary>The values of a flow's inputs. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FlowInputValues
{
    private readonly FlowInput[] _inputs;
    private readonly ParseResult _parsed;

    internal FlowInputValues(FlowInput[] inputs, ParseResult parsed) => (_inputs, _parsed) = (inputs, parsed);

    /// <summary>The value of an input.</summary>
    /// <typeparam name="T">The type with which the input was declared.</typeparam>
    /// <param name="input">Its index.</param>
    public T Get<T>(int input) => ((FlowInput<T>)_inputs[input]).Read(_parsed);
}
