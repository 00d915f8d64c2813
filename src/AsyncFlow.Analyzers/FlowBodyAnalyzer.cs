using System.Collections.Immutable;
using AsyncFlow.Analyzers.Blocking;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Durable;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Analyzers.Locks;
using AsyncFlow.Analyzers.Races;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Composition;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers;

/// <summary>
/// Analyzes the method bodies of steps: FLOW103, FLOW104, FLOW105, FLOW203, FLOW301 and FLOW305. Every method body of a flow class is read
/// once. When all of them have been read, the steps are compared.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowBodyAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(BodyDiagnostics.DataRace, BodyDiagnostics.BlockingCall, BodyDiagnostics.HeldLock, AdviceDiagnostics.IdleSemaphore, DurableDiagnostics.InstanceState, DurableDiagnostics.StaticState);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.UsesFlows(start.Compilation))
            {
                start.RegisterSymbolStartAction(OnType, SymbolKind.NamedType);
            }
        });
    }

    private static void OnType(SymbolStartAnalysisContext context)
    {
        if (context.Symbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type)
        {
            return;
        }

        if (type.IsFlow())
        {
            OnFlow(type, context);
        }
        else if (type.GetMembers().OfType<IMethodSymbol>().Any(KnownTypes.IsStep))
        {
            // A base class with steps: which steps run concurrently is known only in a derived flow.
            context.RegisterOperationBlockAction(static block => CheckBlocking(block));
        }
    }

    private static void OnFlow(INamedTypeSymbol type, SymbolStartAnalysisContext context)
    {
        MethodSummaries summaries = new(type, context.Compilation, static (method, body, summaries, summary) => MethodBodyWalker.Read(method, body, summaries, summary));
        context.RegisterOperationBlockAction(block =>
        {
            // Members of nested types are reported here too.
            if (block.OwningSymbol.ContainingType.SameAs(type) && !IsComposition(block.OwningSymbol))
            {
                Read(block, summaries);
                CheckBlocking(block);
            }
        });
        context.RegisterSymbolEndAction(end =>
        {
            ParsedFlow flow = FlowCache.Get(type, end.Compilation, end.CancellationToken);
            DataRaceRule.Check(flow, summaries, end.ReportDiagnostic);
            HeldLockRule.Check(flow, summaries, end.ReportDiagnostic);
            BlockingCallRule.CheckHelpers(flow, summaries, end.ReportDiagnostic);
            IdleSemaphoreRule.Check(flow, summaries, end.ReportDiagnostic);
            DurableStateRule.Check(flow, summaries, end.ReportDiagnostic);
        });
    }

    private static void Read(OperationBlockAnalysisContext context, MethodSummaries summaries)
    {
        foreach (IOperation operation in context.OperationBlocks)
        {
            switch (operation)
            {
                case ISymbolInitializerOperation { Value: var value } when context.OwningSymbol is IFieldSymbol or IPropertySymbol:
                    summaries.Permits.Record(context.OwningSymbol, value);
                    break;
                case IBlockOperation when context.OwningSymbol is IMethodSymbol method:
                    MethodBodyWalker.Read(method, operation, summaries, summaries.Add(method));
                    break;
            }
        }
    }

    // A composition is only read by the compiler and does not run.
    private static bool IsComposition(ISymbol owner) =>
        owner.IsComposition() || (owner as IMethodSymbol)?.AssociatedSymbol?.IsComposition() == true;

    private static void CheckBlocking(OperationBlockAnalysisContext context)
    {
        if (context.OwningSymbol is IMethodSymbol method
            && KnownTypes.IsStep(method.PartialDefinitionPart ?? method)
            && StepReturn.Of(method, method.ContainingType, context.Compilation).IsAsync)
        {
            BlockingCallRule.Check(context, method);
        }
    }
}
