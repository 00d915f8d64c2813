using System.CommandLine;

namespace AsyncFlow.CommandLine;

/// <summary>The inputs of a flow as options and arguments.</summary>
internal sealed class InputSymbols
{
    private readonly FlowPlan _plan;
    private readonly Dictionary<Option, FlowInput> _inputs = [];

    /// <exception cref="InvalidOperationException">An input has no text form, or an argument is not an input.</exception>
    public InputSymbols(FlowPlan plan, FlowInput[] inputs, IReadOnlyList<string> arguments)
    {
        _plan = plan;
        foreach (string argument in arguments)
        {
            FlowInput input = Array.Find(inputs, input => input.Name == argument)
                ?? throw new InvalidOperationException($"Flow '{plan.Name}' has no input '{argument}' that could be an argument. Its inputs: {string.Join(", ", inputs.Select(static input => input.Name))}.");
            ThrowIfUnreadable(input);
            Arguments.Add((Argument)input.Declare(isArgument: true));
        }

        foreach (FlowInput input in inputs.Where(input => !arguments.Contains(input.Name)))
        {
            ThrowIfUnreadable(input);
            if (input.IsReadable)
            {
                Option option = (Option)input.Declare(isArgument: false);
                Options.Add(option);
                _inputs.Add(option, input);
            }
        }
    }

    /// <summary>The inputs that are arguments, in the order of the settings.</summary>
    public List<Argument> Arguments { get; } = [];

    /// <summary>The other inputs, in their own order.</summary>
    public List<Option> Options { get; } = [];

    /// <exception cref="InvalidOperationException">The command line has an option of the name of an input.</exception>
    public void ThrowIfTaken(RootCommand root)
    {
        foreach ((Option option, FlowInput input) in _inputs)
        {
            if (root.Options.Any(other => other != option && (other.Name == option.Name || other.Aliases.Contains(option.Name))))
            {
                throw new InvalidOperationException($"Input '{input.Name}' of flow '{_plan.Name}' would be the option {option.Name}, which every command line has. Give the input another name.");
            }
        }
    }

    private void ThrowIfUnreadable(FlowInput input)
    {
        if (!input.IsReadable && input.IsRequired)
        {
            throw new InvalidOperationException(
                $"Input '{input.Name}' of flow '{_plan.Name}' is of type {input.TypeName}, which cannot be read from a command line. Implement IParsable<{input.TypeName}>, add a constructor with one string, give the input a default, or take it in the constructor of the flow.");
        }
    }
}
