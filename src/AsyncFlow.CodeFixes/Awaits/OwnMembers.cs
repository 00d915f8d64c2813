using AsyncFlow.Analyzers.Summaries;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>
/// The members of the object that the method uses. The flow gets the values of members that cannot change; if there are others, it gets the object.
/// </summary>
internal sealed class OwnMembers
{
    private readonly SemanticModel _model;
    private readonly INamedTypeSymbol _type;
    private readonly Dictionary<SyntaxNode, ISymbol?> _uses = [];
    private readonly Dictionary<ISymbol, string> _names = new(SymbolEqualityComparer.Default);
    private readonly List<(ISymbol? Member, string Name, string Argument)> _inputs = [];
    private string? _owner;

    private OwnMembers(SemanticModel model, INamedTypeSymbol type)
    {
        _model = model;
        _type = type;
    }

    /// <summary>The constructor inputs: the member, or null for the object itself; the name of the parameter; and the argument.</summary>
    public IReadOnlyList<(ISymbol? Member, string Name, string Argument)> Inputs => _inputs;

    /// <summary>The uses of members whose values are inputs.</summary>
    public IEnumerable<(SyntaxNode Use, ISymbol Member)> ValueUses => _uses.Where(use => use.Value is not null && _names.ContainsKey(use.Value)).Select(static use => (use.Key, use.Value!));

    /// <summary>The members; null if the flow cannot use one of them.</summary>
    public static OwnMembers? Find(IEnumerable<SyntaxNode> statements, SemanticModel model, INamedTypeSymbol type, FlowNames names, CancellationToken cancellationToken)
    {
        OwnMembers members = new(model, type);
        foreach (SyntaxNode node in statements.SelectMany(static statement => statement.DescendantNodesAndSelf()))
        {
            if (!members.Add(node, cancellationToken))
            {
                return null;
            }
        }

        members.Declare(names);
        return members;
    }

    /// <summary>The expression within the flow; null if the node stays as it is.</summary>
    public ExpressionSyntax? Replace(SyntaxNode node)
    {
        if (!_uses.TryGetValue(node, out ISymbol? member))
        {
            return null;
        }

        return member is not null && _names.TryGetValue(member, out string? name) ? IdentifierName(name).WithTriviaFrom(node)
            : node switch
            {
                ThisExpressionSyntax => IdentifierName(_owner!).WithTriviaFrom(node),
                MemberAccessExpressionSyntax access => access.WithExpression(IdentifierName(_owner!).WithTriviaFrom(access.Expression)),
                SimpleNameSyntax simple => MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, IdentifierName(_owner!), simple.WithoutTrivia()).WithTriviaFrom(simple),
                _ => null,
            };
    }

    private bool Add(SyntaxNode node, CancellationToken cancellationToken)
    {
        switch (node)
        {
            case BaseExpressionSyntax:
                return false;
            case ThisExpressionSyntax when node.Parent is not MemberAccessExpressionSyntax:
                _uses[node] = null;
                return true;
            case MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access:
                _uses[access] = Definition(_model.GetSymbolInfo(access, cancellationToken).Symbol);
                return _uses[access] is not null;
            case SimpleNameSyntax name when !IsPartOfOther(name):
                ISymbol? symbol = _model.GetSymbolInfo(name, cancellationToken).Symbol;
                if (symbol is IParameterSymbol parameter && LocationReader.IsCaptured(parameter))
                {
                    _uses[name] = parameter;
                    return !IsAssignedIn(parameter, cancellationToken);
                }

                if (symbol is IFieldSymbol or IPropertySymbol or IEventSymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } && symbol.ContainingType is not null)
                {
                    if (!symbol.IsStatic)
                    {
                        _uses[name] = Definition(symbol);
                    }
                    else if (Array.IndexOf(FlowNames.Members, symbol.Name) >= 0)
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }

    private void Declare(FlowNames names)
    {
        bool needsOwner = _uses.Values.Any(static member => member is null || !IsFixed(member));
        if (needsOwner)
        {
            _owner = names.Input(_type.Name);
            _inputs.Add((null, _owner, "this"));
        }

        foreach (KeyValuePair<SyntaxNode, ISymbol?> use in _uses.OrderBy(static use => use.Key.SpanStart))
        {
            if (use.Value is { } member && !_names.ContainsKey(member) && (member is IParameterSymbol || !needsOwner))
            {
                // A constructor parameter keeps its name, which no local variable of the method has.
                string name = member is IParameterSymbol ? use.Key.ToString() : names.Input(member.Name);
                _names.Add(member, name);
                _inputs.Add((member, name, use.Key.ToString()));
            }
        }
    }

    private static ISymbol? Definition(ISymbol? member) => member is IMethodSymbol { ReducedFrom: { } extension } ? extension : member;

    private static bool IsFixed(ISymbol member) => member switch
    {
        IParameterSymbol => true,
        IFieldSymbol field => field.IsReadOnly,
        IPropertySymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } property => property.SetMethod is null or { IsInitOnly: true }
            && property.ContainingType.GetMembers().Any(field => field is IFieldSymbol { AssociatedSymbol: { } backed } && SymbolEqualityComparer.Default.Equals(backed, property)),
        _ => false,
    };

    // Whether the name belongs to another object, or is not a use of the member.
    private static bool IsPartOfOther(SimpleNameSyntax name) =>
        name.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Name == name,
            QualifiedNameSyntax or MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or AttributeSyntax => true,
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax initializer } assignment => assignment.Left == name && !initializer.IsKind(SyntaxKind.ArrayInitializerExpression) && !initializer.IsKind(SyntaxKind.CollectionInitializerExpression),
            _ => false,
        }
        || name.FirstAncestorOrSelf<InvocationExpressionSyntax>(static call => call.Expression is IdentifierNameSyntax { Identifier.ValueText: "nameof" }) is not null;

    private static bool IsAssignedIn(IParameterSymbol parameter, CancellationToken cancellationToken) => parameter.ContainingSymbol.DeclaringSyntaxReferences
        .SelectMany(reference => reference.GetSyntax(cancellationToken).DescendantNodes().OfType<IdentifierNameSyntax>())
        .Any(name => name.Identifier.ValueText == parameter.Name && name.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == name,
            PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } => name.Parent.Kind() is not (SyntaxKind.LogicalNotExpression or SyntaxKind.UnaryMinusExpression or SyntaxKind.BitwiseNotExpression or SyntaxKind.UnaryPlusExpression),
            ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.RefKeyword) || argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword),
            _ => false,
        });
}
