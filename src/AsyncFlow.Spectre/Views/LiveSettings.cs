using AsyncFlow.Spectre.Durations;
using Spectre.Console;

namespace AsyncFlow.Spectre.Views;

/// <summary>How a flow is shown.</summary>
/// <param name="Console">Where.</param>
internal sealed record LiveSettings(IAnsiConsole Console)
{
    /// <summary>How long an earlier run took; null if none is known.</summary>
    public StepDurations? Earlier { get; init; }

    /// <summary>The file in which the durations are kept; null for none.</summary>
    public string? DurationsPath { get; init; }

    /// <summary>Whether the lines are taken off the terminal when the run has ended.</summary>
    public bool ClearsAtEnd { get; init; }

    /// <summary>The clock that says when to draw. It is not that of the run, which may be a virtual one.</summary>
    public TimeProvider DrawingClock { get; init; } = TimeProvider.System;
}
