using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>The collections of the framework that are not thread-safe, and the calls that modify them.</summary>
internal static class MutableCollections
{
    private static readonly ImmutableHashSet<string> s_generic = ImmutableHashSet.Create(
        "List", "Dictionary", "HashSet", "Queue", "Stack", "LinkedList", "SortedDictionary", "SortedList", "SortedSet",
        "PriorityQueue", "OrderedDictionary");

    private static readonly ImmutableHashSet<string> s_others = ImmutableHashSet.Create(
        "System.Text.StringBuilder",
        "System.Collections.ArrayList", "System.Collections.Hashtable", "System.Collections.Queue", "System.Collections.Stack",
        "System.Collections.SortedList", "System.Collections.BitArray",
        "System.Collections.ObjectModel.Collection`1", "System.Collections.ObjectModel.KeyedCollection`2");

    private static readonly ImmutableHashSet<string> s_changes = ImmutableHashSet.Create(
        "Add", "AddAfter", "AddBefore", "AddFirst", "AddLast", "AddRange", "And", "Append", "AppendFormat", "AppendJoin",
        "AppendLine", "Clear", "Dequeue", "DequeueEnqueue", "Enqueue", "EnqueueDequeue", "EnqueueRange", "EnsureCapacity",
        "ExceptWith", "Insert", "InsertRange", "IntersectWith", "LeftShift", "Move", "Not", "Or", "Pop", "Push", "Remove",
        "RemoveAll", "RemoveAt", "RemoveFirst", "RemoveLast", "RemoveRange", "RemoveWhere", "Replace", "Reverse", "RightShift",
        "Set", "SetAll", "SetAt", "SetByIndex", "Sort", "SymmetricExceptWith", "TrimExcess", "TrimToSize", "TryAdd", "TryDequeue",
        "TryPop", "UnionWith", "Xor");

    // A type that does not exist has no namespace.
    public static bool IsMutable(ITypeSymbol? type)
    {
        for (; type is INamedTypeSymbol named; type = type.BaseType)
        {
            if ((named.IsGenericType && s_generic.Contains(named.Name) && named.Is("System.Collections.Generic", named.Name, named.Arity))
                || (named.Name == "Builder" && named.ContainingType?.ContainingNamespace is { Name: "Immutable" })
                || s_others.Contains($"{named.ContainingNamespace?.ToDisplayString()}.{named.MetadataName}"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a call modifies its receiver.</summary>
    /// <param name="call">The call.</param>
    /// <param name="collection">The type of the collection.</param>
    public static bool IsChange(IInvocationOperation call, ITypeSymbol? collection) =>
        call.TargetMethod is var method
        && s_changes.Contains(method.Name)
        && IsMutable(collection)
        && (!method.IsStatic || method.ContainingType.Is("System.Collections.Generic", "CollectionExtensions"));

    /// <summary>Whether methods with this name modify a collection.</summary>
    public static bool IsChangeName(string name) => s_changes.Contains(name);

    /// <summary>Whether a call modifies a whole array: <c>Array.Sort(array)</c> and similar calls.</summary>
    public static bool IsArrayChange(IInvocationOperation call) =>
        call.TargetMethod is { IsStatic: true, Name: "Clear" or "Fill" or "Reverse" or "Sort", ContainingType.SpecialType: SpecialType.System_Array };
}
