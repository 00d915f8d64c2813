using System.Collections.Immutable;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Composition;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Keeps rules of others off steps, conditions and compositions. CA1822 ("can be marked as static"): whether one is static is no
/// question of speed, as the generated code calls it once a run, and one that uses no member today may use one tomorrow. Rules
/// about unused members: a composition is read by the compiler alone. Steps, locks and conditions are used by the generated code,
/// so no rule about them has anything to say while a flow is valid; while it has errors, what is told of fields that are steps or
/// conditions would only be in the way.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_markAsStatic = new(
        "FLOWS001", "CA1822", "The flow calls the step or condition once per run; it may stay an instance member");

    private static readonly ImmutableArray<SuppressionDescriptor> s_unused = ImmutableArray.Create(
        Unused("FLOWS002", "CS0169"),
        Unused("FLOWS003", "CS0414"),
        Unused("FLOWS004", "IDE0051"),
        Unused("FLOWS005", "IDE0052"),
        Unused("FLOWS006", "CA1823"));

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = s_unused.Add(s_markAsStatic);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is var node
                && context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is { } member
                && (KnownTypes.IsCondition(member) || member.IsComposition() || IsStep(member, context)))
            {
                context.ReportSuppression(Suppression.Create(SupportedSuppressions.First(known => known.SuppressedDiagnosticId == diagnostic.Id), diagnostic));
            }
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
