using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A name in an attribute. Its location is determined only when it is needed.</summary>
internal sealed class NameArgument
{
    private readonly AttributeData _attribute;
    private readonly int _index;
    private readonly string? _property;

    private NameArgument(AttributeData attribute, int index, string? value, string? property = null)
    {
        _attribute = attribute;
        _index = index;
        _property = property;
        Value = value;
    }

    /// <summary>The name; null if the argument is null.</summary>
    public string? Value { get; }

    /// <summary>The location of the argument; null for metadata.</summary>
    public Location? Location => Syntax?.GetLocation();

    public SyntaxNode? Syntax
    {
        get
        {
            if (_attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax attribute)
            {
                return null;
            }

            if (_property is not null)
            {
                return attribute.ArgumentList?.Arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == _property)?.Expression;
            }

            SyntaxNode[] expressions = [.. Expressions(attribute)];
            return _index < expressions.Length ? expressions[_index] : attribute;
        }
    }

    /// <summary>
    /// Whether the argument is the <c>nameof</c> of an unknown name. The compiler reports the error, but also provides the
    /// value.
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

    /// <summary>The names in an attribute, except arguments with errors, which the compiler reports.</summary>
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

        ImmutableArray<NameArgument>.Builder names = ImmutableArray.CreateBuilder<NameArgument>(argument.Values.Length);
        for (int i = 0; i < argument.Values.Length; i++)
        {
            if (argument.Values[i] is { Kind: not TypedConstantKind.Error } value)
            {
                names.Add(new(attribute, i, value.Value as string));
            }
        }

        return names.ToImmutable();
    }

    /// <summary>The name that a property of an attribute has; null if it is not set, or in an error that the compiler reports.</summary>
    public static NameArgument? ReadProperty(AttributeData attribute, string property) =>
        attribute.NamedArguments.FirstOrDefault(named => named.Key == property).Value is { Kind: TypedConstantKind.Primitive, Value: string value } ? new(attribute, 0, value, property) : null;

    private static IEnumerable<SyntaxNode> Expressions(AttributeSyntax attribute)
    {
        ExpressionSyntax[] arguments = [.. attribute.ArgumentList?.Arguments.Where(static argument => argument.NameEquals is null).Select(static argument => argument.Expression) ?? []];
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
