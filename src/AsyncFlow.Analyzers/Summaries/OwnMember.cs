using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Recognises references to members of the object whose code this is. Members of other objects, of the same class too, are
/// out of sight: nothing tells which object a variable holds.
/// </summary>
internal static class OwnMember
{
    /// <summary>
    /// The field, the property, or the primary constructor's parameter that an expression names: as it is declared, without
    /// type arguments. Static members of any class count; where one class must be meant, the caller asks.
    /// </summary>
    public static ISymbol? Of(IOperation? operation) => operation switch
    {
        IFieldReferenceOperation field when IsOwn(field) => (field.Field.AssociatedSymbol ?? field.Field).OriginalDefinition,
        IPropertyReferenceOperation { Property.IsIndexer: false } property when IsOwn(property) => property.Property.OriginalDefinition,
        IParameterReferenceOperation parameter when IsCaptured(parameter) => parameter.Parameter.OriginalDefinition,
        _ => null,
    };

    /// <summary>Whether a member is reached through <c>this</c>, <c>base</c>, or a class's name.</summary>
    public static bool IsOwn(IMemberReferenceOperation reference) => IsThisOrNone(reference.Instance);

    public static bool IsThisOrNone(IOperation? instance) =>
        instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    /// <summary>Whether a class, or a base class of it, declares a member.</summary>
    public static bool IsDeclaredBy(ISymbol member, INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (member.ContainingType.OriginalDefinition.SameAs(ancestor.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }

    // A parameter of a constructor, used outside of it, is a primary constructor's.
    private static bool IsCaptured(IParameterReferenceOperation reference)
    {
        if (reference.Parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
        {
            return false;
        }

        return constructor.DeclaringSyntaxReferences is [var declaration]
            && declaration.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax;
    }
}
