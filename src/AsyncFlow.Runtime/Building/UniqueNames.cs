using System.Globalization;

namespace AsyncFlow.Building;

/// <summary>A set of names that can make further names unique.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // For each name that was requested again, the first number that may be free. Names are never removed, so lower numbers stay taken,
    // and no number is tried twice.
    private readonly Dictionary<string, int> _nextNumber = new(StringComparer.Ordinal);

    /// <summary>Takes a name; false if it is taken already.</summary>
    public bool TryAdd(string name) => _names.Add(name);

    /// <summary>The name itself if it is free, otherwise the name with a number that is.</summary>
    public string FindFree(string name)
    {
        if (!_names.Contains(name))
        {
            return name;
        }

        int number = _nextNumber.GetValueOrDefault(name, 2);
        string free = Numbered(name, number);
        while (_names.Contains(free))
        {
            free = Numbered(name, ++number);
        }

        _nextNumber[name] = number;
        return free;
    }

    private static string Numbered(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}#{number}");
}
