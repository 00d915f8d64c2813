using System.Collections.Immutable;
using AsyncFlow.Analyzers.Advice;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Reports declarations of valid flows that are probably not intended: FLOW101, FLOW102, FLOW106, FLOW201, FLOW202 and
/// FLOW204.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowAdviceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        AdviceDiagnostics.StrayStep,
        AdviceDiagnostics.NoSteps,
        AdviceDiagnostics.NullableResult,
        AdviceDiagnostics.RedundantUpstream,
        AdviceDiagnostics.UnusedResult,
        AdviceDiagnostics.NameAsLiteral);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.UsesFlows(start.Compilation))
            {
                start.RegisterSymbolAction(AnalyzeClass, SymbolKind.NamedType);
                start.RegisterSymbolAction(AnalyzeMember, SymbolKind.Method, SymbolKind.Field, SymbolKind.Property);
                start.RegisterSyntaxNodeAction(AnalyzeFunction, SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression, SyntaxKind.SimpleLambdaExpression);
            }
        });
    }

    private static void AnalyzeClass(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || !type.IsFlow())
        {
            return;
        }

        // While a flow has errors, advice is a distraction, and edges may be missing.
        ParsedFlow flow = FlowCache.Get(type, context.Compilation, context.CancellationToken);
        if (!flow.Problems.IsEmpty)
        {
            return;
        }

        if (flow.Steps.IsEmpty && !type.GetMembers().Any(static member => member.FindAttribute("CompositionAttribute") is not null))
        {
            context.ReportDiagnostic(Diagnostic.Create(AdviceDiagnostics.NoSteps, type.LocationOr(type), type.Name));
        }

        foreach (Diagnostic diagnostic in ResultAdvice.Check(flow).Concat(EdgeAdvice.Check(flow)))
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    private static void AnalyzeFunction(SyntaxNodeAnalysisContext context)
    {
        if (StrayStepRule.Check(context.Node, context.SemanticModel) is { } diagnostic)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }

    private static void AnalyzeMember(SymbolAnalysisContext context)
    {
        if (StrayStepRule.Check(context.Symbol) is { } diagnostic)
        {
            context.ReportDiagnostic(diagnostic);
        }
    }
}
