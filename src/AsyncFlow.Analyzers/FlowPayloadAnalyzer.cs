using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Durable;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers;

/// <summary>
/// FLOW302: inputs and results of <c>[Durable]</c> flows that cannot be written as JSON, and calls of <c>AddFlow</c> whose context lacks some of them.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FlowPayloadAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(DurableDiagnostics.Payload);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.UsesFlows(start.Compilation))
            {
                start.RegisterSymbolAction(AnalyzeFlow, SymbolKind.NamedType);
                start.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation);
            }
        });
    }

    /// <summary>The flow and the context of a call of <c>AddFlow</c>, and the types that the context lacks.</summary>
    internal static (INamedTypeSymbol Flow, INamedTypeSymbol Context, IReadOnlyList<ITypeSymbol> Missing)? Find(IInvocationOperation call, Compilation compilation, CancellationToken cancellationToken)
    {
        if (call.TargetMethod is not { Name: "AddFlow", TypeArguments: [INamedTypeSymbol flow] }
            || !call.TargetMethod.ContainingType.Is("AsyncFlow.Durable", "AsyncFlowBuilder")
            || !DurableBuilder.IsDurable(flow)
            || !SubFlow.IsInCompilation(flow, compilation)
            || ContextOf(call) is not { } context
            || FlowCache.Get(flow, compilation, cancellationToken) is not { Problems.IsEmpty: true } parsed)
        {
            return null;
        }

        return (flow, context, JsonContext.Missing(context, DurableBuilder.Payloads(parsed.Steps, parsed.Inputs)));
    }

    private static INamedTypeSymbol? ContextOf(IInvocationOperation call)
    {
        IOperation? value = call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "json")?.Value;
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value?.Type is INamedTypeSymbol type && JsonContext.IsContext(type) ? type : null;
    }

    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        if (Find((IInvocationOperation)context.Operation, context.Compilation, context.CancellationToken) is ({ } flow, { } json, { Count: > 0 } missing))
        {
            IInvocationOperation call = (IInvocationOperation)context.Operation;
            context.ReportDiagnostic(Diagnostic.Create(
                DurableDiagnostics.Payload,
                call.Arguments.First(static argument => argument.Parameter?.Name == "json").Syntax.GetLocation(),
                flow.Name,
                string.Join(", ", missing.Select(static type => $"'{type.Display()}'")),
                $"'{json.Name}' has no [JsonSerializable] for {(missing.Count == 1 ? "it" : "them")}"));
        }
    }

    private static void AnalyzeFlow(SymbolAnalysisContext context)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class || !type.IsFlow() || !DurableBuilder.IsDurable(type))
        {
            return;
        }

        // A flow that cannot be taken apart stores nothing.
        ParsedFlow flow = FlowCache.Get(type, context.Compilation, context.CancellationToken);
        if (!flow.Problems.IsEmpty)
        {
            return;
        }

        foreach (ParsedInput input in flow.Inputs)
        {
            Report(input.Type, $"its input '{input.Name}'", input.First.LocationOr(type));
        }

        foreach (ParsedStep step in flow.Steps)
        {
            if (step.Declaration.Return.Result is { } result)
            {
                Report(result, $"the result of step '{step.Name}'", step.Declaration.IsInherited ? type.LocationOr(type) : step.Declaration.TypeLocation);
            }
        }

        void Report(ITypeSymbol payload, string what, Location location)
        {
            if (JsonRules.ProblemOf(payload) is { } problem)
            {
                context.ReportDiagnostic(Diagnostic.Create(DurableDiagnostics.Payload, location, type.Name, what, problem));
            }
        }
    }
}
