using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Explains why an expression cannot be read, and what to write instead.</summary>
internal static class UnreadableReasons
{
    private const string AtRunTime = "build the flow with Flow.Create";

    /// <summary>Reports an expression that is not a method name, a sub-composition or a call of <c>Compose</c>.</summary>
    public static void Report(ExpressionSyntax expression, ReaderContext context)
    {
        switch (expression)
        {
            case CollectionExpressionSyntax { Elements: var elements } when elements.FirstOrDefault(static element => element is SpreadElementSyntax) is { } spread:
                context.Unreadable(spread, $"its contents are known only at run time; {AtRunTime}");
                break;
            default:
                context.Unreadable(expression, For(expression, context));
                break;
        }
    }

    /// <summary>The reason why a symbol that is not a method cannot be a step.</summary>
    public static string For(ISymbol symbol) => symbol switch
    {
        IFieldSymbol or IPropertySymbol when MemberLookup.TypeOf(symbol).Is("AsyncFlow", "FlowNode") => $"it has no [Composition]; add the attribute to '{symbol.Name}'",
        IFieldSymbol or IPropertySymbol or ILocalSymbol or IParameterSymbol => $"its value is known only at run time; name a method, or {AtRunTime}",
        _ => $"name a method, or {AtRunTime}",
    };

    private static string For(ExpressionSyntax expression, ReaderContext context) => expression switch
    {
        AnonymousFunctionExpressionSyntax => $"lambdas are not supported; name a method, or {AtRunTime}",
        ConditionalExpressionSyntax or SwitchExpressionSyntax or ConditionalAccessExpressionSyntax or AssignmentExpressionSyntax => $"its value is known only at run time; {AtRunTime}",
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } => $"its value is known only at run time; {AtRunTime}",
        CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax => "it is a collection; pass its items as separate arguments",
        InvocationExpressionSyntax call => ForCall(call, context),
        _ => $"name a method, or {AtRunTime}",
    };

    private static string ForCall(InvocationExpressionSyntax call, ReaderContext context) => context.Model.GetSymbolInfo(call).Symbol switch
    {
        IMethodSymbol { Parameters.IsEmpty: true, MethodKind: MethodKind.Ordinary } composition when composition.ReturnType.Is("AsyncFlow", "FlowNode") => $"it has no [Composition]; add the attribute to '{composition.Name}'",
        IMethodSymbol method when method.ReturnType.Is("AsyncFlow", "FlowNode") => $"the result of '{method.Name}' is known only at run time; use Series and Parallel here, or {AtRunTime}",
        IMethodSymbol method => $"it calls '{method.Name}' instead of naming it; remove the parentheses",
        _ => $"its value is known only at run time; name a method, or {AtRunTime}",
    };
}
