using System.Globalization;

namespace AsyncFlow.Testing.Exploration;

/// <summary>A schedule as a short text: which of the choices was taken, where there were several, without the zeros at the end.</summary>
internal static class ScheduleText
{
    public static string Write(IReadOnlyList<int> decisions)
    {
        int length = decisions.Count;
        while (length > 1 && decisions[length - 1] == 0)
        {
            length--;
        }

        return length == 0 ? "0" : string.Join('.', decisions.Take(length));
    }

    /// <exception cref="ArgumentException">The text is not a schedule.</exception>
    public static int[] Read(string schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        string[] parts = schedule.Split('.');
        int[] decisions = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out decisions[i]))
            {
                throw new ArgumentException($"'{schedule}' is no schedule: '{parts[i]}' is no number. Copy it from the message of an ExplorationException, for example \"2.0.1\".", nameof(schedule));
            }
        }

        return decisions;
    }
}
