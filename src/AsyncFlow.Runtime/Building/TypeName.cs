namespace AsyncFlow.Building;

/// <summary>Writes a type as C# does, for error messages.</summary>
internal static class TypeName
{
    /// <summary>The type with "a" or "an" before it.</summary>
    public static string WithArticle(Type type) => Of(type) is var name && "AEIOaeio".Contains(name[0], StringComparison.Ordinal) ? $"an {name}" : $"a {name}";

    /// <summary>The type.</summary>
    public static string Of(Type type)
    {
        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (!type.IsGenericType)
        {
            return Keyword(type) ?? type.Name;
        }

        string name = type.Name;
        int mark = name.IndexOf('`', StringComparison.Ordinal);
        return mark < 0 ? name : $"{name[..mark]}<{string.Join(", ", Array.ConvertAll(type.GetGenericArguments(), Of))}>";
    }

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Decimal => "decimal",
        TypeCode.Double => "double",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Single => "float",
        TypeCode.String => "string",
        _ => type == typeof(object) ? "object" : null,
    };
}
