namespace AsyncFlow.Hosting.Factories;

/// <summary>Writes types for messages as C# does: <c>IReadOnlyList&lt;String&gt;</c>.</summary>
internal static class TypeName
{
    public static string Of(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
        : type.Name;
}
