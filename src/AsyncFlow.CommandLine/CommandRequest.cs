using AsyncFlow.CommandLine.Output;

namespace AsyncFlow.CommandLine;

/// <summary>What a command line asks for.</summary>
internal sealed record CommandRequest
{
    /// <summary>The steps that are to run; null for those of the settings.</summary>
    public required IReadOnlyList<string>? Targets { get; init; }

    /// <summary>The steps that are not to run; null for those of the settings.</summary>
    public required IReadOnlyList<string>? Skip { get; init; }

    public required FlowInputValues Inputs { get; init; }

    /// <summary>The inputs that must be given and are not.</summary>
    public required IReadOnlyList<string> MissingInputs { get; init; }

    public bool ListsSteps { get; init; }

    /// <summary>In which form the graph is to be printed; null for not.</summary>
    public string? Graph { get; init; }

    public bool IsDryRun { get; init; }

    /// <summary>How many steps may run at the same time; null for the flow's own limit.</summary>
    public int? MaxConcurrency { get; init; }

    public bool Continues { get; init; }

    public FileInfo? Html { get; init; }

    public FileInfo? Trace { get; init; }

    public Detail Detail { get; init; }

    public bool IsColorless { get; init; }
}
