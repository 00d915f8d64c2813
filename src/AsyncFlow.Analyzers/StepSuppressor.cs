using System.Collections.Immutable;
using AsyncFlow.Generator.Composition;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Keeps rules of others off steps and compositions. CA1822 ("can be marked as static"): whether a step is static is no question
/// of speed, as the generated code calls it once a run, and one that uses no member today may use one tomorrow. Rules about unused
/// members: the compiler reads a composition, and nobody else; steps and locks the generated code uses.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepSuppressor : DiagnosticSuppressor
{
    private const string Read = "The flow's plan is made from a composition when the flow is compiled";

    private static readonly SuppressionDescriptor s_markAsStatic = new(
        "FLOWS001", "CA1822", "A step may be an instance method whatever it uses: the flow calls it, once a run");

    private static readonly ImmutableArray<SuppressionDescriptor> s_ofCompositions = ImmutableArray.Create(
        new SuppressionDescriptor("FLOWS002", "CA1822", Read),
        new SuppressionDescriptor("FLOWS003", "CA1823", Read),
        new SuppressionDescriptor("FLOWS004", "IDE0051", Read),
        new SuppressionDescriptor("FLOWS005", "IDE0052", Read));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = s_ofCompositions.Insert(0, s_markAsStatic);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is var node
                && context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is { } member
                && Suppressing(diagnostic.Id, member, context) is { } suppression)
            {
                context.ReportSuppression(Suppression.Create(suppression, diagnostic));
            }
        }
    }

    private static SuppressionDescriptor? Suppressing(string id, ISymbol member, SuppressionAnalysisContext context) =>
        member.IsComposition() ? s_ofCompositions.First(suppression => suppression.SuppressedDiagnosticId == id)
        : id == s_markAsStatic.SuppressedDiagnosticId && IsStep(member, context) ? s_markAsStatic
        : null;

    private static bool IsStep(ISymbol member, SuppressionAnalysisContext context) =>
        KnownTypes.IsStep(member)
        || (member is IMethodSymbol method
            && method.ContainingType.IsFlow()
            && method.ContainingType.GetMembers().Any(CompositionMember.IsComposition)
            && FlowCache.Get(method.ContainingType, context.Compilation, context.CancellationToken).Steps.Any(step => step.Declaration.Receiver is null && step.Declaration.Member.SameAs(method)));
}
