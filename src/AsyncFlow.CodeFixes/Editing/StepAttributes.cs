using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>Changes the attributes of a step syntactically. Their meaning has been resolved before.</summary>
internal static class StepAttributes
{
    public static AttributeSyntax? Find(SyntaxList<AttributeListSyntax> lists, string name) => FindAll(lists, name).FirstOrDefault();

    /// <summary>The attributes that name locks without keys.</summary>
    public static IEnumerable<AttributeSyntax> FindLocks(SyntaxList<AttributeListSyntax> lists) =>
        FindAll(lists, "WithLock").Where(static attribute => attribute.ArgumentList?.Arguments.Any(static argument => argument.NameEquals is not null) != true);

    /// <summary>Adds <c>[Step]</c> to a method.</summary>
    public static MethodDeclarationSyntax AddStep(MethodDeclarationSyntax method)
    {
        if (Find(method.AttributeLists, "Step") is not null)
        {
            return method;
        }

        // In front of another attribute of the library, as in [Step, WithLock(…)]; otherwise on a separate line.
        AttributeSyntax step = Attribute(IdentifierName("Step"));
        if ((Find(method.AttributeLists, "WithLock") ?? Find(method.AttributeLists, "Output"))?.Parent is AttributeListSyntax list)
        {
            return method.ReplaceNode(list, list.WithAttributes(Prepend(list.Attributes, step)));
        }

        return (MethodDeclarationSyntax)AddLine(method, step);
    }

    /// <summary>Adds an upstream step.</summary>
    public static MethodDeclarationSyntax AddUpstream(MethodDeclarationSyntax method, string upstream) =>
        Find(method.AttributeLists, "Step") is { } step ? method.ReplaceNode(step, NameList.Add(step, upstream)) : method;

    /// <summary>Adds a lock.</summary>
    public static MethodDeclarationSyntax AddLock(MethodDeclarationSyntax method, string name)
    {
        if (FindLocks(method.AttributeLists).FirstOrDefault() is { } withLock)
        {
            return method.ReplaceNode(withLock, NameList.Add(withLock, name));
        }

        if (Find(method.AttributeLists, "Step") is not { Parent: AttributeListSyntax list })
        {
            return method;
        }

        return method.ReplaceNode(list, list.WithAttributes(NameList.Append(list.Attributes, NameList.Add(Attribute(IdentifierName("WithLock")), name))));
    }

    /// <summary>Adds an attribute to a parameter, before others.</summary>
    public static ParameterSyntax AddTo(ParameterSyntax parameter, AttributeSyntax attribute)
    {
        AttributeListSyntax list = AttributeList(SingletonSeparatedList(attribute))
            .WithLeadingTrivia(parameter.GetLeadingTrivia())
            .WithTrailingTrivia(Space);
        return parameter.WithLeadingTrivia().WithAttributeLists(parameter.AttributeLists.Insert(0, list));
    }

    /// <summary>Adds an attribute on a separate line above a declaration.</summary>
    public static MemberDeclarationSyntax AddLine(MemberDeclarationSyntax declaration, AttributeSyntax attribute)
    {
        SyntaxTriviaList leading = declaration.GetLeadingTrivia();
        SyntaxTriviaList indentation = leading is [.., var last] && last.IsKind(SyntaxKind.WhitespaceTrivia) ? TriviaList(last) : default;
        AttributeListSyntax list = AttributeList(SingletonSeparatedList(attribute))
            .WithLeadingTrivia(leading)
            .WithTrailingTrivia(Layout.LineBreak(declaration));
        MemberDeclarationSyntax rest = declaration.WithLeadingTrivia(indentation);
        return rest.WithAttributeLists(rest.AttributeLists.Insert(0, list));
    }

    private static IEnumerable<AttributeSyntax> FindAll(SyntaxList<AttributeListSyntax> lists, string name) => lists
        .SelectMany(static list => list.Attributes)
        .Where(attribute => SimpleName(attribute.Name) is var simple && (simple == name || simple == name + "Attribute"));

    private static SeparatedSyntaxList<AttributeSyntax> Prepend(SeparatedSyntaxList<AttributeSyntax> attributes, AttributeSyntax attribute) =>
        SeparatedList<AttributeSyntax>(attributes.GetWithSeparators()
            .Insert(0, Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space))
            .Insert(0, attribute.WithLeadingTrivia(attributes[0].GetLeadingTrivia())));

    private static string SimpleName(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => "",
    };
}
