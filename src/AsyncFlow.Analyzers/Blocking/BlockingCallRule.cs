using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>
/// FLOW104. Analyzes the code that runs as part of an asynchronous step: its body, its asynchronous lambdas, and the local
/// functions and methods of the class that it calls. Other lambdas and the arguments of <c>Task.Run</c> are not analyzed, since they are meant to
/// run elsewhere.
/// </summary>
internal static class BlockingCallRule
{
    public static void Check(OperationBlockAnalysisContext context, IMethodSymbol step)
    {
        foreach (IOperation block in context.OperationBlocks)
        {
            if (block is IBlockOperation && MayBlock(block))
            {
                Check(context.GetControlFlowGraph(block), ImmutableHashSet<string>.Empty, step.Name, [], context.ReportDiagnostic);
            }
        }
    }

    /// <summary>Checks the methods that the asynchronous steps of a flow call. Each call that blocks is reported once.</summary>
    public static void CheckHelpers(ParsedFlow flow, MethodSummaries summaries, Action<Diagnostic> report)
    {
        HashSet<IMethodSymbol> checkedMethods = new(SymbolEqualityComparer.Default);
        foreach (ParsedStep step in flow.Steps.Where(static step => step is { IsAsync: true, Method: not null }))
        {
            foreach (IMethodSymbol helper in ReachableMethods.HelpersOf(step, summaries))
            {
                // The tasks that a helper gets may be complete.
                if (!KnownTypes.IsStep(helper) && checkedMethods.Add(helper) && summaries.BodyOf(helper) is IMethodBodyOperation body && MayBlock(body))
                {
                    Check(ControlFlowGraph.Create(body), helper.Parameters.Select(static parameter => parameter.Name).ToImmutableHashSet(), step.Name, [], report);
                }
            }
        }
    }

    private static bool MayBlock(IOperation body) => body.Descendants().Any(static operation => BlockingCall.From(operation) is not null);

    private static void Check(ControlFlowGraph body, ImmutableHashSet<string> complete, string step, HashSet<Location> reported, Action<Diagnostic> report)
    {
        foreach (BlockingCall call in FunctionsOf(body).SelectMany(graph => BlockingCallSearch.Find(graph, complete)))
        {
            if (reported.Add(call.Location))
            {
                report(Diagnostic.Create(BodyDiagnostics.BlockingCall, call.Location, call.Name, step, call.Instead));
            }
        }
    }

    private static IEnumerable<ControlFlowGraph> FunctionsOf(ControlFlowGraph body)
    {
        Queue<ControlFlowGraph> graphs = new([body]);
        HashSet<IMethodSymbol> called = new(SymbolEqualityComparer.Default);
        while (graphs.Count > 0)
        {
            ControlFlowGraph graph = graphs.Dequeue();
            yield return graph;

            IEnumerable<IOperation> operations = graph.Blocks
                .SelectMany(static block => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
                .SelectMany(static operation => operation.DescendantsAndSelf());
            foreach (IOperation operation in operations)
            {
                switch (operation)
                {
                    case IFlowAnonymousFunctionOperation { Symbol.IsAsync: true } lambda when !IsOffloaded(lambda):
                        graphs.Enqueue(graph.GetAnonymousFunctionControlFlowGraph(lambda));
                        break;
                    case IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } function } when called.Add(function):
                        if (LocalFunction(graph, function) is { } local)
                        {
                            graphs.Enqueue(local);
                        }

                        break;
                }
            }
        }
    }

    private static ControlFlowGraph? LocalFunction(ControlFlowGraph? graph, IMethodSymbol function)
    {
        for (; graph is not null; graph = graph.Parent)
        {
            if (graph.LocalFunctions.Contains(function.OriginalDefinition))
            {
                return graph.GetLocalFunctionControlFlowGraph(function.OriginalDefinition);
            }
        }

        return null;
    }

    // Task.Run(async () => …) and similar calls.
    private static bool IsOffloaded(IOperation lambda)
    {
        IOperation? parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return parent is IInvocationOperation { TargetMethod.Name: "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" };
    }
}
