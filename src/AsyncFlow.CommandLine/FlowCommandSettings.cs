using Spectre.Console;

namespace AsyncFlow.CommandLine;

/// <summary>How the command line of a flow looks. Immutable.</summary>
public sealed record FlowCommandSettings
{
    /// <summary>What the program does, for <c>--help</c>; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The names of the inputs that are arguments instead of options, in the order in which they are given. Targets are then named only with
    /// <c>--target</c>.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Whether steps and the report are printed only on <c>--verbose</c>; by default they are unless <c>--quiet</c> is given. A terminal still shows what
    /// happens, until the run has ended.
    /// </summary>
    public bool IsQuiet { get; init; }

    /// <summary>
    /// The options of the run where the command line does not say otherwise, for example the targets of a program that is started without any;
    /// null for the defaults. Its observer receives the events of the run.
    /// </summary>
    public FlowOptions? Options { get; init; }

    /// <summary>Where lists and graphs go; null for standard output.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>Where progress, reports and errors go; null for standard error.</summary>
    public TextWriter? Error { get; init; }

    /// <summary>The terminal on which runs are shown, in tests; null for that of the errors.</summary>
    internal IAnsiConsole? Console { get; init; }
}
