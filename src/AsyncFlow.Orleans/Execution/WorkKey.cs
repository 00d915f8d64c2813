using System.Globalization;

namespace AsyncFlow.Orleans.Execution;

/// <summary>Names a piece of work: a step of a run, or an element of it.</summary>
internal static class WorkKey
{
    /// <summary>A key that no other work has.</summary>
    /// <param name="run">The id of the run.</param>
    /// <param name="step">The name of the step.</param>
    /// <param name="part">The number of the element, or of the part of the elements; -1 for the step as a whole.</param>
    public static string Of(string run, string step, int part = -1) =>
        part < 0 ? $"{Escape(run)}/{Escape(step)}" : string.Create(CultureInfo.InvariantCulture, $"{Escape(run)}/{Escape(step)}/{part}");

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
}
