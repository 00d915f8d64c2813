using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Durable;

/// <summary>What System.Text.Json can write and read without a converter.</summary>
internal static class JsonRules
{
    // More types than this within each other do not occur in practice.
    private const int MaxDepth = 16;

    /// <summary>The reason why a type cannot be written or read; null if it can, as far as that is visible.</summary>
    public static string? ProblemOf(ITypeSymbol type) => ProblemOf(type, 0);

    private static string? ProblemOf(ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth || HasConverter(type))
        {
            return null;
        }

        return type switch
        {
            IArrayTypeSymbol { Rank: > 1 } => $"'{type.Display()}' has several dimensions; use an array of arrays",
            IArrayTypeSymbol array => ProblemOf(array.ElementType, depth + 1),
            IPointerTypeSymbol or IFunctionPointerTypeSymbol => $"'{type.Display()}' is an address in this process",
            { TypeKind: TypeKind.Delegate } => $"'{type.Display()}' is code; store what it is made from",
            { IsRefLikeType: true } => $"'{type.Display()}' lives on the stack",
            INamedTypeSymbol named when Resource(named) is { } resource => $"'{named.Display()}' is {resource}; store what finds it again, such as a name",
            INamedTypeSymbol named when named.Interfaces().Prepend(named).OfType<INamedTypeSymbol>().Any(ElementTypes.IsSequence) => named.TypeArguments.Select(argument => ProblemOf(argument, depth + 1)).FirstOrDefault(static problem => problem is not null),
            INamedTypeSymbol { TypeKind: TypeKind.Interface } or INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: true } when !type.HasJson("JsonDerivedTypeAttribute") =>
                $"'{type.Display()}' does not say which class is to be created when it is read; use a class, or add [JsonDerivedType]",
            INamedTypeSymbol { TypeKind: TypeKind.Class } named when !HasConstructor(named) =>
                $"'{type.Display()}' has several public constructors; mark the one that reads it with [JsonConstructor]",
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => ProblemOf(nullable.TypeArguments[0], depth + 1),
            _ => null,
        };
    }

    private static bool HasConverter(ITypeSymbol type) => type.BaseClasses().Prepend(type).Any(static parent => parent.HasJson("JsonConverterAttribute"));

    private static string? Resource(INamedTypeSymbol type) => type.BaseClasses().Cast<ITypeSymbol>().Prepend(type).Select(static parent => parent switch
    {
        _ when parent.Is("System.IO", "Stream") || parent.Is("System.IO", "TextReader") || parent.Is("System.IO", "TextWriter") => "open in this process",
        _ when parent.Is("System.Threading.Tasks", "Task") || parent.Is("System.Threading.Tasks", "Task", 1) || parent.Is("System.Threading", "CancellationToken") => "work of this process",
        _ when parent.Is("System.Reflection", "MemberInfo") => "a part of this program",
        _ when parent.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr => "an address in this process",
        _ => null,
    }).FirstOrDefault(static reason => reason is not null);

    private static bool HasConstructor(INamedTypeSymbol type)
    {
        IMethodSymbol[] constructors = [.. type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public && !(type.IsRecord && IsCopy(constructor)))];
        return constructors.Length <= 1
            || type.ContainingNamespace.Name == "System"
            || type.InstanceConstructors.Any(static constructor => constructor.Parameters.IsEmpty || constructor.HasJson("JsonConstructorAttribute"));
    }

    private static bool IsCopy(IMethodSymbol constructor) => constructor.Parameters is [var only] && only.Type.SameAs(constructor.ContainingType);
}
