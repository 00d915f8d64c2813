using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>One name given to an attribute, and where; the place is looked for only when somebody asks.</summary>
internal sealed class NameArgument
{
    private readonly AttributeData _attribute;
    private readonly int _index;

    private NameArgument(AttributeData attribute, int index, string? value)
    {
        _attribute = attribute;
        _index = index;
        Value = value;
    }

    /// <summary>The name; null where the user wrote null.</summary>
    public string? Value { get; }

    /// <summary>The expression that gives the name; null in metadata.</summary>
    public Location? Location => Syntax?.GetLocation();

    public SyntaxNode? Syntax
    {
        get
        {
            if (_attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax attribute)
            {
                return null;
            }

            SyntaxNode[] expressions = [.. Expressions(attribute)];
            return _index < expressions.Length ? expressions[_index] : attribute;
        }
    }

    /// <summary>
    /// Whether it is the <c>nameof</c> of something that is not there: the compiler gives a value all the same, and an error.
    /// </summary>
    public bool IsInError(Compilation compilation)
    {
        if (Syntax is not InvocationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var named }] })
        {
            return false;
        }

        SymbolInfo info = compilation.GetSemanticModel(named.SyntaxTree).GetSymbolInfo(named);
        return info.Symbol is null && info.CandidateSymbols.IsEmpty;
    }

    /// <summary>The names given; what the compiler cannot read is its error, and left out.</summary>
    public static ImmutableArray<NameArgument> Read(AttributeData attribute)
    {
        if (attribute.ConstructorArguments is not [TypedConstant argument])
        {
            return ImmutableArray<NameArgument>.Empty;
        }

        if (argument.Kind != TypedConstantKind.Array || argument.IsNull)
        {
            return argument.Kind == TypedConstantKind.Error
                ? ImmutableArray<NameArgument>.Empty
                : ImmutableArray.Create(new NameArgument(attribute, 0, argument.IsNull ? null : argument.Value as string));
        }

        var names = ImmutableArray.CreateBuilder<NameArgument>(argument.Values.Length);
        for (int i = 0; i < argument.Values.Length; i++)
        {
            if (argument.Values[i] is { Kind: not TypedConstantKind.Error } value)
            {
                names.Add(new(attribute, i, value.Value as string));
            }
        }

        return names.ToImmutable();
    }

    private static IEnumerable<SyntaxNode> Expressions(AttributeSyntax attribute)
    {
        ExpressionSyntax[] arguments = [.. attribute.ArgumentList?.Arguments.Select(static argument => argument.Expression) ?? []];
        return arguments is [var only]
            ? only switch
            {
                ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
                ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
                CollectionExpressionSyntax collection => collection.Elements,
                _ => arguments,
            }
            : arguments;
    }
}
