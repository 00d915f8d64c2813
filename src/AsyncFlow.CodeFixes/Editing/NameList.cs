using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>Changes the names in an attribute such as <c>[Step(nameof(A), nameof(B))]</c>, in any notation.</summary>
internal static class NameList
{
    /// <summary>The expression <c>nameof(name)</c>.</summary>
    public static ExpressionSyntax NameOf(string name) => ParseExpression($"nameof({Escaped(name)})");

    /// <summary>Adds a name to the attribute, unless it already has it.</summary>
    public static AttributeSyntax Add(AttributeSyntax attribute, string name)
    {
        ExpressionSyntax added = NameOf(name);
        AttributeArgumentListSyntax arguments = attribute.ArgumentList ?? AttributeArgumentList();
        if (arguments.DescendantNodes().Any(node => AreEquivalent(node, added)))
        {
            return attribute;
        }

        return arguments.Arguments is [{ Expression: var only } argument] && WithElement(only, added) is { } longer
            ? attribute.ReplaceNode(only, longer)
            : attribute.WithArgumentList(arguments.WithArguments(Append(arguments.Arguments, AttributeArgument(added))));
    }

    /// <summary>Removes a name from the attribute, and the parentheses if it was the only one.</summary>
    public static AttributeSyntax Remove(AttributeSyntax attribute, SyntaxNode name)
    {
        SyntaxNode? found = attribute.DescendantNodes().LastOrDefault(node => AreEquivalent(node, name));
        found = found?.Parent is AttributeArgumentSyntax or ExpressionElementSyntax ? found.Parent : found;
        return (found, found?.Parent) switch
        {
            (AttributeArgumentSyntax, AttributeArgumentListSyntax { Arguments.Count: 1 }) =>
                attribute.WithArgumentList(null).WithTrailingTrivia(attribute.GetTrailingTrivia()),
            (AttributeArgumentSyntax argument, AttributeArgumentListSyntax list) =>
                attribute.WithArgumentList(list.WithArguments(Without(list.Arguments, argument))),
            (CollectionElementSyntax element, CollectionExpressionSyntax collection) =>
                attribute.ReplaceNode(collection, collection.WithElements(Without(collection.Elements, element))),
            (ExpressionSyntax element, InitializerExpressionSyntax array) =>
                attribute.ReplaceNode(array, array.WithExpressions(Without(array.Expressions, element))),
            _ => attribute,
        };
    }

    /// <summary>Appends a node with the usual C# separator.</summary>
    public static SeparatedSyntaxList<T> Append<T>(SeparatedSyntaxList<T> nodes, T node)
        where T : SyntaxNode
    {
        SyntaxNodeOrTokenList items = nodes.GetWithSeparators();
        return SeparatedList<T>(items.Count == 0 ? items.Add(node) : items.Add(Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space)).Add(node));
    }

    // The next node takes the position of the removed first one, on its line.
    private static SeparatedSyntaxList<T> Without<T>(SeparatedSyntaxList<T> nodes, T node)
        where T : SyntaxNode
    {
        SeparatedSyntaxList<T> rest = nodes.RemoveAt(nodes.IndexOf(node));
        return node == nodes[0] && rest.Count > 0 ? rest.Replace(rest[0], rest[0].WithLeadingTrivia(node.GetLeadingTrivia())) : rest;
    }

    /// <summary>The name as an identifier, escaped if it is a keyword.</summary>
    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static ExpressionSyntax? WithElement(ExpressionSyntax array, ExpressionSyntax element) => array switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => ((ArrayCreationExpressionSyntax)array).WithInitializer(
            initializer.WithExpressions(Append(initializer.Expressions, element))),
        ImplicitArrayCreationExpressionSyntax { Initializer: var initializer } implicitArray => implicitArray.WithInitializer(
            initializer.WithExpressions(Append(initializer.Expressions, element))),
        CollectionExpressionSyntax collection => collection.WithElements(Append<CollectionElementSyntax>(collection.Elements, ExpressionElement(element))),
        _ => null,
    };
}
