using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>
/// Moves a parameter of a step to the constructor: to the primary constructor, whose parameters are in scope in every
/// method; or, if the class has another constructor, to that constructor and a field.
/// </summary>
internal sealed class ConstructorInput
{
    private readonly string _name;
    private readonly TypeSyntax _type;
    private readonly TypeDeclarationSyntax? _primary;
    private readonly ConstructorDeclarationSyntax? _constructor;

    private ConstructorInput(string name, TypeSyntax type, TypeDeclarationSyntax? primary, ConstructorDeclarationSyntax? constructor)
    {
        _name = name;
        _type = type.WithoutTrivia();
        _primary = primary;
        _constructor = constructor;
    }

    /// <summary>
    /// The input; null if the class cannot have another one: a static class, several constructors, or a conflicting member.
    /// </summary>
    public static ConstructorInput? For(IParameterSymbol parameter, ParameterSyntax syntax, SemanticModel model)
    {
        INamedTypeSymbol flow = parameter.ContainingType;
        if (flow.IsStatic || parameter.ContainingSymbol.IsStatic || syntax.Type is not { } type)
        {
            return null;
        }

        // A member with the same name and type already is the input.
        string name = parameter.Name;
        if (flow.GetMembers(name).FirstOrDefault() is { } member)
        {
            return TypeOf(member) is { } memberType && memberType.Equals(parameter.Type, SymbolEqualityComparer.IncludeNullability) ? new(name, type, null, null) : null;
        }

        IMethodSymbol[] constructors = flow.InstanceConstructors.Where(static constructor => !constructor.IsImplicitlyDeclared).ToArray();
        switch (constructors)
        {
            case []:
                return model.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp12 } || flow.IsRecord
                    ? new(name, type, syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>(), null)
                    : null;
            case [var only] when only.DeclaringSyntaxReferences is [var reference]:
                IParameterSymbol? known = only.Parameters.FirstOrDefault(other => other.Name == name);
                if (known is not null && !known.Type.Equals(parameter.Type, SymbolEqualityComparer.IncludeNullability))
                {
                    return null;
                }

                return reference.GetSyntax() switch
                {
                    TypeDeclarationSyntax primary => new(name, type, primary, null),
                    ConstructorDeclarationSyntax constructor when known is null && flow.GetMembers("_" + name).IsEmpty => new(name, type, null, constructor),
                    _ => null,
                };
            default:
                return null;
        }
    }

    public async Task DeclareAsync(FixEditor editor, CancellationToken cancellationToken)
    {
        if (_primary is not null)
        {
            await editor.ReplaceAsync(_primary, AddToPrimary, cancellationToken).ConfigureAwait(false);
        }
        else if (_constructor?.Parent is TypeDeclarationSyntax type)
        {
            await editor.ReplaceAsync(_constructor, AddToConstructor, cancellationToken).ConfigureAwait(false);
            await editor.ReplaceAsync(type, AddField, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes the parameter from the step. If the value is in a field, the body uses the field.</summary>
    public MethodDeclarationSyntax RemoveFrom(MethodDeclarationSyntax step)
    {
        ParameterSyntax? parameter = step.ParameterList.Parameters.FirstOrDefault(parameter => parameter.Identifier.ValueText == _name);
        if (parameter is null)
        {
            return step;
        }

        MethodDeclarationSyntax changed = step.WithParameterList(step.ParameterList.RemoveNode(parameter, SyntaxRemoveOptions.KeepNoTrivia)!);
        if (_constructor is null)
        {
            return changed;
        }

        IEnumerable<IdentifierNameSyntax> uses = changed.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == _name && !IsMemberName(name));
        return changed.ReplaceNodes(uses, (_, use) => IdentifierName("_" + _name).WithTriviaFrom(use));
    }

    private TypeDeclarationSyntax AddToPrimary(TypeDeclarationSyntax type)
    {
        ParameterListSyntax list = type.ParameterList ?? ParameterList();
        if (list.Parameters.Any(parameter => parameter.Identifier.ValueText == _name))
        {
            return type;
        }

        // Trivia after the name moves behind the parameter list.
        SyntaxToken last = type.TypeParameterList?.GreaterThanToken ?? type.Identifier;
        TypeDeclarationSyntax changed = type.ParameterList is null ? type.ReplaceToken(last, last.WithTrailingTrivia()) : type;
        ParameterListSyntax longer = list.WithParameters(Insert(list.Parameters));
        return WithParameterList(changed, type.ParameterList is null ? longer.WithTrailingTrivia(last.TrailingTrivia) : longer);
    }

    private ConstructorDeclarationSyntax AddToConstructor(ConstructorDeclarationSyntax constructor)
    {
        if (constructor.ParameterList.Parameters.Any(parameter => parameter.Identifier.ValueText == _name))
        {
            return constructor;
        }

        ConstructorDeclarationSyntax changed = constructor.WithParameterList(constructor.ParameterList.WithParameters(Insert(constructor.ParameterList.Parameters)));
        AssignmentExpressionSyntax assignment = AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, IdentifierName("_" + _name), IdentifierName(NameList.Escaped(_name)));
        return changed.ExpressionBody is { } arrow
            ? changed
                .WithExpressionBody(null)
                .WithSemicolonToken(default)
                .WithBody(Formatted(Block(ExpressionStatement(arrow.Expression), ExpressionStatement(assignment))).WithTrailingTrivia(constructor.GetTrailingTrivia()))
            : changed.AddBodyStatements(Formatted((StatementSyntax)ExpressionStatement(assignment)));
    }

    private TypeDeclarationSyntax AddField(TypeDeclarationSyntax type)
    {
        if (type.Members.OfType<FieldDeclarationSyntax>().Any(field => field.Declaration.Variables.Any(variable => variable.Identifier.ValueText == "_" + _name)))
        {
            return type;
        }

        SyntaxTrivia lineBreak = Layout.LineBreak(type);
        int constructor = type.Members.IndexOf(static member => member is ConstructorDeclarationSyntax);
        int lastField = type.Members.LastIndexOf(static member => member is FieldDeclarationSyntax);
        FieldDeclarationSyntax field = (FieldDeclarationSyntax)ParseMemberDeclaration($"private readonly {_type} _{_name};")!;
        return type.WithMembers(type.Members.Insert(
            lastField >= 0 ? lastField + 1 : Math.Max(constructor, 0),
            Formatted(field).WithTrailingTrivia(lastField >= 0 ? TriviaList(lineBreak) : TriviaList(lineBreak, lineBreak))));
    }

    // Before the optional parameters.
    private SeparatedSyntaxList<ParameterSyntax> Insert(SeparatedSyntaxList<ParameterSyntax> parameters)
    {
        ParameterSyntax added = Parameter(Identifier(NameList.Escaped(_name))).WithType(_type.WithTrailingTrivia(Space));
        int optional = parameters.IndexOf(static parameter => parameter.Default is not null || parameter.Modifiers.Any(SyntaxKind.ParamsKeyword));
        if (optional < 0)
        {
            return NameList.Append(parameters, added);
        }

        SyntaxNodeOrTokenList items = parameters.GetWithSeparators();
        return SeparatedList<ParameterSyntax>(items
            .Insert(2 * optional, Token(SyntaxKind.CommaToken).WithTrailingTrivia(Space))
            .Insert(2 * optional, added));
    }

    private static T Formatted<T>(T node)
        where T : SyntaxNode => node.WithAdditionalAnnotations(Microsoft.CodeAnalysis.Formatting.Formatter.Annotation);

    private static TypeDeclarationSyntax WithParameterList(TypeDeclarationSyntax type, ParameterListSyntax list) => type switch
    {
        ClassDeclarationSyntax declaration => declaration.WithParameterList(list),
        RecordDeclarationSyntax declaration => declaration.WithParameterList(list),
        _ => type,
    };

    private static bool IsMemberName(IdentifierNameSyntax name) =>
        (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        || name.Parent is MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax;

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
