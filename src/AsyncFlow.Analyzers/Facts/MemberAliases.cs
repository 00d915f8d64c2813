using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Facts;

/// <summary>Finds properties that only return another member, such as <c>private object Gate => _gate;</c>.</summary>
internal static class MemberAliases
{
    // Longer chains than this do not occur in practice.
    private const int MaxLength = 8;

    /// <summary>The member that a property returns; null if it does anything else.</summary>
    public static ISymbol? Of(IPropertySymbol property)
    {
        ISymbol? found = null;
        ISymbol current = property;
        for (int i = 0; i < MaxLength && Returned(current) is { } next; i++)
        {
            found = current = next;
        }

        return found;
    }

    /// <summary>The member itself, or the member that it stands for.</summary>
    public static ISymbol Resolve(ISymbol member) => member is IPropertySymbol property && Of(property) is { } other ? other : member;

    private static ISymbol? Returned(ISymbol member)
    {
        if (member is not IPropertySymbol { SetMethod: null, IsIndexer: false, IsVirtual: false, IsOverride: false, DeclaringSyntaxReferences: [var reference] } property
            || reference.GetSyntax() is not PropertyDeclarationSyntax declaration
            || Expression(declaration) is not { } expression)
        {
            return null;
        }

        string? name = expression switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax identifier } => identifier.Identifier.ValueText,
            _ => null,
        };
        return name is null ? null : property.ContainingType.GetMembers(name).FirstOrDefault(static other => other is IFieldSymbol { IsConst: false } or IPropertySymbol);
    }

    private static ExpressionSyntax? Expression(PropertyDeclarationSyntax property) => property.ExpressionBody?.Expression
        ?? (property.AccessorList?.Accessors is [var getter]
            ? getter.ExpressionBody?.Expression ?? (getter.Body?.Statements is [ReturnStatementSyntax { Expression: { } returned }] ? returned : null)
            : null);
}
