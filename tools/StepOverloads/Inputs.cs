namespace AsyncFlow.StepOverloads;

/// <summary>The results that a step's function takes: of so many steps, or a list of those of any number.</summary>
/// <param name="Count">How many; -1 for a list.</param>
public sealed record Inputs(int Count)
{
    private static readonly string[] s_words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight"];
    private static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

    /// <summary>No results, one, and so on; then the list.</summary>
    public static IReadOnlyList<Inputs> All { get; } = [.. Enumerable.Range(0, s_ordinals.Length + 1).Select(count => new Inputs(count)), new Inputs(-1)];

    /// <summary>Whether the function takes one list.</summary>
    public bool IsList => Count < 0;

    /// <summary>The names of the parameters that are handles.</summary>
    public IReadOnlyList<string> Names => IsList ? ["upstream"] : s_ordinals[..Count];

    /// <summary>The type parameters of the results.</summary>
    public IReadOnlyList<string> Types => IsList ? ["T"] : [.. Names.Select((_, i) => $"T{i + 1}")];

    /// <summary>The function's parameters but for the last.</summary>
    public IReadOnlyList<string> FunctionParameters => IsList ? ["IReadOnlyList<T>"] : Types;

    /// <summary>What the name of the call begins with, behind that of the last parameter.</summary>
    public string Prefix => IsList ? "List" : "";

    /// <summary>The parameters that are handles.</summary>
    public IEnumerable<string> Handles => IsList ? ["IEnumerable<StepHandle<T>> upstream"] : Names.Select((name, i) => $"StepHandle<{Types[i]}> {name}");

    /// <summary>What the step takes, as a sentence of documentation.</summary>
    public string Doc => Count switch
    {
        -1 => " It takes the results of any number of other steps.",
        0 => "",
        1 => " It takes the result of another step.",
        _ => $" It takes the results of {s_words[Count]} other steps.",
    };

    /// <summary>The documentation of the handles.</summary>
    public IEnumerable<string> HandleDocs => IsList
        ? ["""<param name="upstream">The steps whose results the function takes. It gets a list of its own, with the results in the order of the steps.</param>"""]
        : Names.Select(name => $"""<param name="{name}">The step whose result is the {name} argument.</param>""");
}
