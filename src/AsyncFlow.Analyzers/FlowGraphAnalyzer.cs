using System.Collections.Immutable;
using AsyncFlow.Generator.Composition;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Reports the errors of flows: the findings of the parser that the generator uses too, and attributes on members that are
/// not steps.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowGraphAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        FlowDiagnostics.NotPartial,
        FlowDiagnostics.Cycle,
        FlowDiagnostics.UnknownStep,
        FlowDiagnostics.NoProducer,
        FlowDiagnostics.SeveralProducers,
        FlowDiagnostics.UnsupportedStep,
        FlowDiagnostics.InvalidLock,
        FlowDiagnostics.DuplicateStep,
        FlowDiagnostics.InvalidOutput,
        FlowDiagnostics.NotAStep,
        FlowDiagnostics.UnreadableComposition,
        FlowDiagnostics.CompositionAndSteps,
        FlowDiagnostics.OtherGenerator,
        FlowDiagnostics.CannotAddPart,
        FlowDiagnostics.InvalidArgument,
        FlowDiagnostics.SkippedResult,
        FlowDiagnostics.NonTerminatingFlow,
        FlowDiagnostics.InvalidCondition,
        FlowDiagnostics.InvalidOwned,
        FlowDiagnostics.ConflictingInput,
        FlowDiagnostics.InvalidPolicy,
        FlowDiagnostics.InvalidStop,
        FlowDiagnostics.InvalidKeep,
        FlowDiagnostics.NotCreatable,
        FlowDiagnostics.NotOfCluster,
        FlowDiagnostics.NotDurable);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(AnalyzeClass, SymbolKind.NamedType);
        context.RegisterSymbolAction(AnalyzeMember, SymbolKind.Method, SymbolKind.Field, SymbolKind.Property);
        context.RegisterSymbolAction(AnalyzeComposition, SymbolKind.Method, SymbolKind.Field, SymbolKind.Property);
    }

    private static void AnalyzeClass(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (!type.IsFlow())
        {
            return;
        }

        if (type.TypeKind != TypeKind.Class)
        {
            string kind = type.TypeKind switch { TypeKind.Struct => "a struct", TypeKind.Interface => "an interface", _ => "not a class" };
            context.ReportDiagnostic(new FlowFinding(FlowDiagnostics.CannotAddPart, type.LocationOr(type), type.Name, $"it is {kind}; declare a class").ToDiagnostic());
            return;
        }

        ParsedFlow flow = FlowCache.Get(type, context.Compilation, context.CancellationToken);
        foreach (FlowFinding finding in flow.Findings)
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }

        if (OtherGeneratorRule.Check(flow) is { } unseen)
        {
            context.ReportDiagnostic(unseen.ToDiagnostic());
        }
    }

    private static void AnalyzeMember(SymbolAnalysisContext context)
    {
        foreach (FlowFinding finding in MemberRules.Check(context.Symbol, context.Compilation))
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }
    }

    private static void AnalyzeComposition(SymbolAnalysisContext context)
    {
        foreach (FlowFinding finding in CompositionRules.Check(context.Symbol, context.Compilation))
        {
            context.ReportDiagnostic(finding.ToDiagnostic());
        }
    }
}
