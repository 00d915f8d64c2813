using System.Text.RegularExpressions;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>The shared state of the classes that read one member.</summary>
internal sealed class ReaderContext(ISymbol member, SemanticModel model)
{
    // Long enough to recognize the expression.
    private const int MaxLength = 40;

    public ISymbol Member { get; } = member;

    public SemanticModel Model { get; } = model;

    public List<FlowFinding> Findings { get; } = [];

    public HashSet<string> CompilerErrors { get; } = [];

    /// <summary>Reports FLOW011 for a part of the expression.</summary>
    public void Unreadable(SyntaxNode node, string reason) => Unreadable(node, Abbreviate(node), reason);

    /// <inheritdoc cref="Unreadable(SyntaxNode, string)"/>
    public void Unreadable(SyntaxNode node, string name, string reason) =>
        Findings.Add(new(FlowDiagnostics.UnreadableComposition, node.GetLocation(), name, reason));

    /// <summary>Records that a name is unknown, which the compiler reports.</summary>
    public void AddUnknownName(ExpressionSyntax name) =>
        CompilerErrors.Add(name is MemberAccessExpressionSyntax ? "CS1061" : "CS0103");

    /// <summary>
    /// The expression without syntax that does not change its meaning here: parentheses, casts, <c>!</c> and <c>new
    /// Action(f)</c>.
    /// </summary>
    public ExpressionSyntax Unwrap(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Unwrap(parenthesized.Expression),
        CastExpressionSyntax cast => Unwrap(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } certain => Unwrap(certain.Operand),
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var only], Initializer: null } creation
            when Model.GetTypeInfo(creation).Type is { TypeKind: TypeKind.Delegate } => Unwrap(only.Expression),
        _ => expression,
    };

    /// <summary>Whether the compiler reports an error for an expression without a symbol.</summary>
    public bool HasCompilerError(ExpressionSyntax expression) => Model.GetTypeInfo(expression).Type is null or { TypeKind: TypeKind.Error };

    public static string Abbreviate(SyntaxNode node)
    {
        string text = Regex.Replace(node.ToString(), @"\s+", " ");
        return text.Length <= MaxLength ? text : text.Substring(0, MaxLength - 1) + "…";
    }
}
