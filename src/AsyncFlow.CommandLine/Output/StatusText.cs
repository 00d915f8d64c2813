using System.Globalization;
using Spectre.Console;

namespace AsyncFlow.CommandLine.Output;

/// <summary>Statuses and times in words and colors.</summary>
internal static class StatusText
{
    /// <summary>A step's status, as markup.</summary>
    public static string Of(StepStatus status) => status switch
    {
        StepStatus.Succeeded => "[green]succeeded[/]",
        StepStatus.Failed => "[red]failed[/]",
        StepStatus.Canceled => "[yellow]canceled[/]",
        StepStatus.Skipped => "[grey]skipped[/]",
        _ => "[grey]not run[/]",
    };

    /// <summary>How a run ended, as markup.</summary>
    public static string Of(FlowStatus status) => status switch
    {
        FlowStatus.Succeeded => "[green]succeeded[/]",
        FlowStatus.Canceled => "[yellow]was canceled[/]",
        _ => "[red]failed[/]",
    };

    /// <summary>A duration, as precise as people want it.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F0} ms"),
        { TotalSeconds: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
    };

    /// <summary>Text as markup. A name or message cannot control the terminal.</summary>
    public static string Escape(string text) => Markup.Escape(string.Concat(text.Select(static letter => char.IsControl(letter) && letter != '\n' ? ' ' : letter)));
}
