using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Recognizes references to members of the current object. Members of other objects, even of the same class, are not
/// analyzed, because it is unknown which object a variable holds.
/// </summary>
internal static class OwnMember
{
    /// <summary>
    /// The definition of the field, property or primary-constructor parameter that an expression refers to. Static members
    /// of all classes are included. The caller checks the class if necessary.
    /// </summary>
    public static ISymbol? Of(IOperation? operation) => operation switch
    {
        IFieldReferenceOperation field when IsOwn(field) => (field.Field.AssociatedSymbol ?? field.Field).OriginalDefinition,
        IPropertyReferenceOperation { Property.IsIndexer: false } property when IsOwn(property) => property.Property.OriginalDefinition,
        IParameterReferenceOperation parameter when IsCaptured(parameter) => parameter.Parameter.OriginalDefinition,
        _ => null,
    };

    /// <summary>Whether a member is accessed through <c>this</c>, <c>base</c>, or the name of a class.</summary>
    public static bool IsOwn(IMemberReferenceOperation reference) => IsThisOrNone(reference.Instance);

    public static bool IsThisOrNone(IOperation? instance) =>
        instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    /// <summary>Whether a class or one of its base classes declares a member.</summary>
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

    // A constructor parameter that is used outside the constructor belongs to a primary constructor.
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
