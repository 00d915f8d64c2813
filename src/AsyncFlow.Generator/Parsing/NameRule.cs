using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds members that an attribute names without <c>nameof</c>: <c>[Step(Load)]</c> (FLOW015). The error of the compiler does not say what to
/// write.
/// </summary>
internal static class NameRule
{
    private static readonly string[] s_attributes = ["StepAttribute", "WithLockAttribute", "WhenAttribute", "FromAttribute", "EachAttribute"];

    public static void Check(FlowContext context, StepDeclaration step)
    {
        IEnumerable<AttributeData> attributes = step.Member.GetAttributes().Concat(step.Parameters.SelectMany(static parameter => parameter.GetAttributes()));
        foreach (AttributeData attribute in attributes)
        {
            if (HasError(attribute) && s_attributes.FirstOrDefault(name => attribute.AttributeClass.Is("AsyncFlow", name)) is { } name)
            {
                Check(context, step, attribute, name.Substring(0, name.Length - "Attribute".Length));
            }
        }
    }

    private static void Check(FlowContext context, StepDeclaration step, AttributeData attribute, string name)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { ArgumentList.Arguments: var arguments } syntax || !context.Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
        {
            return;
        }

        SemanticModel model = context.Compilation.GetSemanticModel(syntax.SyntaxTree);
        foreach (ExpressionSyntax argument in arguments.Where(static argument => argument.NameEquals is null).Select(static argument => argument.Expression))
        {
            SymbolInfo info = argument is SimpleNameSyntax or MemberAccessExpressionSyntax ? model.GetSymbolInfo(argument) : default;
            if ((info.Symbol ?? info.CandidateSymbols.FirstOrDefault()) is IMethodSymbol or IFieldSymbol { IsConst: false } or IPropertySymbol or IParameterSymbol)
            {
                string written = argument.ToString();
                context.ReportShared(step, new FlowFinding(FlowDiagnostics.InvalidArgument, context.At(step, argument.GetLocation()), $"[{name}]", FlowContext.NameOf(step), $"the member '{written}'", $"write nameof({written})")
                {
                    Suggestion = argument is IdentifierNameSyntax identifier ? identifier.Identifier.ValueText : null,
                });
            }
        }
    }

    private static bool HasError(AttributeData attribute) => attribute.AttributeConstructor is null || attribute.ConstructorArguments.Any(static argument =>
        argument.Kind == TypedConstantKind.Error || (argument.Kind == TypedConstantKind.Array && !argument.IsNull && argument.Values.Any(static value => value.Kind == TypedConstantKind.Error)));
}
