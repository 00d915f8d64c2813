using System.Collections;

namespace AsyncFlow.Execution;

/// <summary>An immutable list of names, equal to any other of the same names in the same order.</summary>
internal sealed class NameList : IReadOnlyList<string>, IEquatable<NameList>
{
    private readonly string[] _names;

    private NameList(string[] names) => _names = names;

    public int Count => _names.Length;

    public string this[int index] => _names[index];

    /// <summary>A copy of a list; null for null.</summary>
    /// <exception cref="ArgumentException">A name is null.</exception>
    public static NameList? Copy(IReadOnlyList<string>? names, string parameter)
    {
        if (names is null or NameList)
        {
            return (NameList?)names;
        }

        string[] copy = [.. names];
        return Array.IndexOf(copy, null) < 0 ? new NameList(copy) : throw new ArgumentException("The name of a step is null.", parameter);
    }

    public bool Equals(NameList? other) => other is not null && _names.AsSpan().SequenceEqual(other._names);

    public override bool Equals(object? obj) => Equals(obj as NameList);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (string name in _names)
        {
            hash.Add(name);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_names).GetEnumerator();

    public override string ToString() => string.Join(", ", _names);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
