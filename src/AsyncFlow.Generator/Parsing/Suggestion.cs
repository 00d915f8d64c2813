namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the name that the user probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The most similar name, if it differs in at most a third of its characters.</summary>
    public static string? For(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in names)
        {
            int limit = Math.Max(1, Math.Max(name.Length, written.Length) / 3);
            if (Math.Abs(name.Length - written.Length) <= limit && Distance(written, name) is int distance && distance <= limit && distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    // The number of characters to insert, delete, replace or swap with their neighbor. The comparison is case-insensitive.
    private static int Distance(string from, string to)
    {
        int[] beforePrevious = new int[to.Length + 1];
        int[] previous = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int[] current = new int[to.Length + 1];
            current[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = previous[j - 1] + (Same(from[i - 1], to[j - 1]) ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(from[i - 1], to[j - 2]) && Same(from[i - 2], to[j - 1]))
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[to.Length];

        static bool Same(char left, char right) => char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
    }
}
