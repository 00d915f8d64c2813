namespace AsyncFlow.Plan;

/// <summary>Finds the name that the user probably meant. The generator compiles this file too.</summary>
internal static class Suggestion
{
    /// <summary>The most similar name, if it differs in at most a third of its characters.</summary>
    /// <param name="written">The name that was written.</param>
    /// <param name="names">The valid names.</param>
    public static string? For(string written, IEnumerable<string> names)
    {
        string? nearest = null;
        int least = int.MaxValue;
        foreach (string name in names)
        {
            // Names that share no character are not similar, however short they are.
            int limit = Math.Min(Math.Max(1, Math.Max(name.Length, written.Length) / 3), Math.Min(name.Length, written.Length) - 1);
            limit = Math.Min(limit, least - 1);
            if (Math.Abs(name.Length - written.Length) <= limit && Distance(written, name, limit) is int distance && distance <= limit)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    // The number of characters to insert, delete, replace or swap with their neighbor, or a larger number than the limit. The comparison is
    // case-insensitive.
    private static int Distance(string from, string to, int limit)
    {
        // What both names begin and end with makes no difference, and is most of many names.
        int start = 0;
        int shorter = Math.Min(from.Length, to.Length);
        while (start < shorter && Same(from[start], to[start]))
        {
            start++;
        }

        int end = 0;
        while (end < shorter - start && Same(from[from.Length - 1 - end], to[to.Length - 1 - end]))
        {
            end++;
        }

        return Distance(Middle(from), Middle(to), limit);

        char[] Middle(string name) => name.Substring(start, name.Length - start - end).ToUpperInvariant().ToCharArray();
    }

    // Only cells near the diagonal can be within the limit.
    private static int Distance(char[] from, char[] to, int limit)
    {
        int beyond = limit + 1;
        int[] beforePrevious = new int[to.Length + 1];
        int[] previous = new int[to.Length + 1];
        int[] current = new int[to.Length + 1];
        for (int j = 0; j < previous.Length; j++)
        {
            previous[j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            int first = Math.Max(1, i - limit);
            int last = Math.Min(to.Length, i + limit);
            current[first - 1] = first == 1 ? i : beyond;
            int least = current[first - 1];
            for (int j = first; j <= last; j++)
            {
                int replaced = previous[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                int deleted = j < i + limit ? previous[j] + 1 : beyond;
                int distance = Math.Min(replaced, Math.Min(deleted, current[j - 1] + 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distance = Math.Min(distance, beforePrevious[j - 2] + 1);
                }

                current[j] = distance;
                least = Math.Min(least, distance);
            }

            if (least > limit)
            {
                return beyond;
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[to.Length];
    }

    private static bool Same(char left, char right) => left == right || char.ToUpperInvariant(left) == char.ToUpperInvariant(right);
}
