using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>
/// FLOW104. Looks at what runs within an asynchronous step's own code: its body, its local functions where they are called
/// or asynchronous, its asynchronous lambdas. Not at other lambdas nor at what goes to <c>Task.Run</c>: that blocks where it
/// is meant to.
/// </summary>
internal static class BlockingCallRule
{
    public static void Check(OperationBlockAnalysisContext context, IMethodSymbol step)
    {
        foreach (var block in context.OperationBlocks)
        {
            if (block is not IBlockOperation || !block.Descendants().Any(operation => BlockingCall.From(operation) is not null))
            {
                continue;
            }

            var complete = step.Parameters.Select(static parameter => parameter.Name).ToImmutableHashSet();
            foreach (var graph in FunctionsOf(context.GetControlFlowGraph(block)))
            {
                foreach (var call in BlockingCallSearch.Find(graph, complete))
                {
                    context.ReportDiagnostic(Diagnostic.Create(
                        BodyDiagnostics.BlockingCall, call.Location, call.Name, step.Name, call.Instead));
                }
            }
        }
    }

    private static IEnumerable<ControlFlowGraph> FunctionsOf(ControlFlowGraph body)
    {
        var graphs = new Queue<ControlFlowGraph>([body]);
        var called = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        while (graphs.Count > 0)
        {
            var graph = graphs.Dequeue();
            yield return graph;

            var operations = graph.Blocks
                .SelectMany(static block => block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
                .SelectMany(static operation => operation.DescendantsAndSelf());
            foreach (var operation in operations)
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

    // Task.Run(async () => …) and its like.
    private static bool IsOffloaded(IOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IDelegateCreationOperation or IConversionOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return parent is IInvocationOperation { TargetMethod.Name: "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" };
    }
}
