namespace AsyncFlow.CommandLine;

/// <summary>What people call the types of inputs.</summary>
internal static class TypeText
{
    /// <summary>Whether an option of the type needs no value.</summary>
    public static bool IsFlag(Type type) => Plain(type) == typeof(bool);

    /// <summary>The names of an enumeration's members; empty for other types.</summary>
    public static string[] NamesOf(Type type) => Plain(type) is { IsEnum: true } @enum ? Enum.GetNames(@enum) : [];

    /// <summary>Whether the description says all that is to be said of a wrong text.</summary>
    public static bool IsKnown(Type type) => !Describe(type).StartsWith("a value of type", StringComparison.Ordinal);

    /// <summary>What a text must be.</summary>
    public static string Describe(Type type) => Plain(type) switch
    {
        { IsEnum: true } @enum => $"one of {string.Join(", ", Enum.GetNames(@enum))}",
        { } plain when plain == typeof(bool) => "true or false",
        { } plain when plain == typeof(int) || plain == typeof(long) || plain == typeof(short) || plain == typeof(sbyte) => "a whole number",
        { } plain when plain == typeof(uint) || plain == typeof(ulong) || plain == typeof(ushort) || plain == typeof(byte) => "a whole number that is not negative",
        { } plain when plain == typeof(double) || plain == typeof(float) || plain == typeof(decimal) => "a number",
        { } plain when plain == typeof(DateOnly) => "a date such as 2026-01-31",
        { } plain when plain == typeof(DateTime) || plain == typeof(DateTimeOffset) => "a time such as 2026-01-31T12:00",
        { } plain when plain == typeof(TimeSpan) => "a duration such as 00:30:00",
        { } plain when plain == typeof(Guid) => "a GUID",
        { } plain => $"a value of type {plain.Name}",
    };

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
