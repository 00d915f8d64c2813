using AsyncFlow.Analyzers.Facts;
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
        IPropertyReferenceOperation { Property.IsIndexer: false } property when IsOwn(property) => MemberAliases.Resolve(property.Property.OriginalDefinition).OriginalDefinition,
        IParameterReferenceOperation parameter when LocationReader.IsCaptured(parameter.Parameter) => parameter.Parameter.OriginalDefinition,
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
}
