using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Keeps CA1822 ("can be marked as static") off steps. Whether a step is static is no question of speed, as the generated
/// code calls it once a run, and one that uses no member today may use one tomorrow. Rules about unused members need no
/// suppression: the generated code uses every step and lock.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_markAsStatic = new(
        "FLOWS001", "CA1822", "A step may be an instance method whatever it uses: the flow calls it, once a run");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = ImmutableArray.Create(s_markAsStatic);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is var node
                && context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken) is { } member
                && KnownTypes.IsStep(member))
            {
                context.ReportSuppression(Suppression.Create(s_markAsStatic, diagnostic));
            }
        }
    }
}
