using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>
/// FLOW104. Analyzes the code that runs as part of an asynchronous step: its body, its asynchronous lambdas, and the local
/// functions that it calls. Other lambdas and the arguments of <c>Task.Run</c> are not analyzed, since they are meant to
/// run elsewhere.
/// </summary>
internal static class BlockingCallRule
{
    public static void Check(OperationBlockAnalysisContext context, IMethodSymbol step)
    {
        foreach (IOperation block in context.OperationBlocks)
        {
            if (block is not IBlockOperation || !block.Descendants().Any(operation => BlockingCall.From(operation) is not null))
            {
                continue;
            }

            ImmutableHashSet<string> complete = step.Parameters.Select(static parameter => parameter.Name).ToImmutableHashSet();
            foreach (ControlFlowGraph graph in FunctionsOf(context.GetControlFlowGraph(block)))
            {
                foreach (BlockingCall call in BlockingCallSearch.Find(graph, complete))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        BodyDiagnostics.BlockingCall, call.Location, call.Name, step.Name, call.Instead));
                }
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
