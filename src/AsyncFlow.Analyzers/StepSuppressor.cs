using System.Collections.Immutable;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Composition;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Suppresses diagnostics of other analyzers on steps, conditions, keys of locks, methods that stop steps, and compositions. CA1822 ("mark as static"): generated
/// code calls a step once per run, so static methods have no performance benefit, and a method that uses no member now may
/// use one later. Rules about unused members: only the compiler reads a composition. While a flow has errors, generated
/// code does not use its steps and conditions, and such warnings would be a distraction. CS3016 (arrays in attributes): attributes with the
/// names of steps and locks are meant for the generator.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_markAsStatic = new(
        "FLOWS001", "CA1822", "The flow calls the step, condition or key once per run; it may stay an instance member");

    private static readonly SuppressionDescriptor s_arrayArgument = new(
        "FLOWS007", "CS3016", "The attribute is read by the compiler, in this project only");

    private static readonly ImmutableArray<SuppressionDescriptor> s_unused = ImmutableArray.Create(
        Unused("FLOWS002", "CS0169"),
        Unused("FLOWS003", "CS0414"),
        Unused("FLOWS004", "IDE0051"),
        Unused("FLOWS005", "IDE0052"),
        Unused("FLOWS006", "CA1823"));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = s_unused.Add(s_markAsStatic).Add(s_arrayArgument);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
            {
                continue;
            }

            SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (diagnostic.Id == s_arrayArgument.SuppressedDiagnosticId)
            {
                SuppressArrayArgument(context, diagnostic, node);
            }
            else if (context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is { } member
                && (KnownTypes.IsCondition(member) || KnownTypes.IsKey(member) || KnownTypes.IsStop(member) || member.IsComposition() || IsStep(member, context)))
            {
                context.ReportSuppression(Suppression.Create(SupportedSuppressions.First(known => known.SuppressedDiagnosticId == diagnostic.Id), diagnostic));
            }
        }
    }

    private static void SuppressArrayArgument(SuppressionAnalysisContext context, Diagnostic diagnostic, SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute
            && context.GetSemanticModel(attribute.SyntaxTree).GetSymbolInfo(attribute, context.CancellationToken).Symbol?.ContainingType is { ContainingNamespace: { Name: "AsyncFlow", ContainingNamespace.IsGlobalNamespace: true } })
        {
            context.ReportSuppression(Suppression.Create(s_arrayArgument, diagnostic));
        }
    }

    // A method that a composition of its own class names is a step too.
    private static bool IsStep(ISymbol member, SuppressionAnalysisContext context) =>
        KnownTypes.IsStep(member)
        || (member is IMethodSymbol method
            && method.ContainingType.IsFlow()
            && method.ContainingType.GetMembers().Any(CompositionMember.IsComposition)
            && FlowCache.Get(method.ContainingType, context.Compilation, context.CancellationToken).Steps.Any(step => step.Declaration.Receiver is null && step.Declaration.Member.SameAs(method)));

    private static SuppressionDescriptor Unused(string id, string suppressed) =>
        new(id, suppressed, "The flow uses this member");
}
