using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Keeps CA1822 ("can be marked as static") off steps and conditions. Whether one is static is no question of speed, as the
/// generated code calls it once a run, and one that uses no member today may use one tomorrow. Rules about unused members need
/// no suppression while a flow is valid: the generated code uses every step, lock and condition. While it has errors, what is
/// told of fields that are steps or conditions would only be in the way.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_markAsStatic = new(
        "FLOWS001", "CA1822", "A step or condition may be an instance member whatever it uses: the flow calls it, once a run");

    private static readonly ImmutableArray<SuppressionDescriptor> s_unused = ImmutableArray.Create(
        Unused("FLOWS002", "CS0169"),
        Unused("FLOWS003", "CS0414"),
        Unused("FLOWS004", "IDE0051"),
        Unused("FLOWS005", "IDE0052"));

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
                && (KnownTypes.IsStep(member) || KnownTypes.IsCondition(member)))
            {
                context.ReportSuppression(Suppression.Create(SupportedSuppressions.First(known => known.SuppressedDiagnosticId == diagnostic.Id), diagnostic));
            }
        }
    }

    private static SuppressionDescriptor Unused(string id, string suppressed) =>
        new(id, suppressed, "The flow uses the step or condition, once it has no errors");
}
