using System.Collections.Immutable;
using AsyncFlow.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>
/// Finds the blocking calls of one function with a forward data-flow analysis of its control flow graph. A task is complete
/// at the start of a block if it is complete at the end of all predecessors.
/// </summary>
internal sealed class BlockingCallSearch
{
    private readonly ControlFlowGraph _graph;
    private readonly CompletedTasks _completed;

    // For each block, the tasks that are complete at its start and its end. Null means not analyzed yet, which stands for
    // all tasks.
    private readonly ImmutableHashSet<string>?[] _atStart;
    private readonly ImmutableHashSet<string>?[] _atEnd;
    private readonly List<BlockingCall> _found = [];

    private BlockingCallSearch(ControlFlowGraph graph)
    {
        _graph = graph;
        _completed = new CompletedTasks(CapturesOf(graph));
        _atStart = new ImmutableHashSet<string>?[graph.Blocks.Length];
        _atEnd = new ImmutableHashSet<string>?[graph.Blocks.Length];
    }

    /// <param name="graph">The control flow graph of the function.</param>
    /// <param name="complete">The tasks that are complete at the start of the function: the results of upstream steps.</param>
    public static IReadOnlyList<BlockingCall> Find(ControlFlowGraph graph, ImmutableHashSet<string> complete)
    {
        BlockingCallSearch search = new(graph);
        search.FindCompleted(complete);
        foreach (BasicBlock block in graph.Blocks)
        {
            search.Visit(block);
        }

        return search._found;
    }

    private void FindCompleted(ImmutableHashSet<string> complete)
    {
        _atStart[0] = complete;
        bool changed;
        do
        {
            changed = false;
            foreach (BasicBlock block in _graph.Blocks)
            {
                if (block.Ordinal > 0)
                {
                    _atStart[block.Ordinal] = AtStartOf(block);
                }

                if (_atStart[block.Ordinal] is not null)
                {
                    ImmutableHashSet<string>? before = _atEnd[block.Ordinal];
                    Visit(block);
                    changed |= before is null || !before.SetEquals(_atEnd[block.Ordinal]!);
                }
            }

            _found.Clear();
        }
        while (changed);
    }

    private ImmutableHashSet<string>? AtStartOf(BasicBlock block)
    {
        ImmutableHashSet<string>? all = null;
        foreach (ControlFlowBranch branch in block.Predecessors)
        {
            Meet(ref all, AtEndOf(branch));
        }

        // A handler can be entered from anywhere within its 'try' block.
        for (ControlFlowRegion? region = block.EnclosingRegion; region is not null && region.FirstBlockOrdinal == block.Ordinal; region = region.EnclosingRegion)
        {
            if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Finally)
            {
                ControlFlowRegion @try = region.EnclosingRegion!.NestedRegions[0];
                for (int i = @try.FirstBlockOrdinal; i <= @try.LastBlockOrdinal; i++)
                {
                    Meet(ref all, _atStart[i]);
                    Meet(ref all, _atEnd[i]);
                }
            }
        }

        return all;
    }

    private static void Meet(ref ImmutableHashSet<string>? all, ImmutableHashSet<string>? one) =>
        all = one is null ? all : all is null ? one : all.Intersect(one);

    private ImmutableHashSet<string>? AtEndOf(ControlFlowBranch branch)
    {
        BasicBlock source = branch.Source;
        if (_atEnd[source.Ordinal] is not { } atEnd || source.ConditionKind == ControlFlowConditionKind.None)
        {
            return _atEnd[source.Ordinal];
        }

        // A branch that is taken when the condition is true can use the condition.
        bool whenTrue = branch.IsConditionalSuccessor == (source.ConditionKind == ControlFlowConditionKind.WhenTrue);
        IOperation? condition = source.BranchValue;
        while (condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not)
        {
            whenTrue = !whenTrue;
            condition = not.Operand;
        }

        if (!whenTrue)
        {
            return atEnd;
        }

        _completed.Paths = atEnd;
        _completed.AddTested(condition);
        return _completed.Paths;
    }

    private void Visit(BasicBlock block)
    {
        _completed.Paths = _atStart[block.Ordinal] ?? ImmutableHashSet<string>.Empty;
        foreach (IOperation operation in block.Operations)
        {
            VisitAll(operation);
        }

        VisitAll(block.BranchValue);
        _atEnd[block.Ordinal] = _completed.Paths;
    }

    // Operands are visited first, in evaluation order. Not recursive, because expressions can be deeply nested.
    private void VisitAll(IOperation? root)
    {
        Stack<(IOperation Operation, bool AreOperandsDone)> open = new();
        Push(root);
        while (open.Count > 0)
        {
            (IOperation operation, bool areOperandsDone) = open.Pop();
            if (areOperandsDone)
            {
                Visit(operation);
                continue;
            }

            open.Push((operation, true));
            foreach (IOperation child in operation.ChildOperations.Reverse())
            {
                Push(child);
            }
        }

        void Push(IOperation? operation)
        {
            if (operation is not (null or IFlowAnonymousFunctionOperation))
            {
                open.Push((operation, false));
            }
        }
    }

    private void Visit(IOperation operation)
    {
        switch (operation)
        {
            case IAwaitOperation await:
                AddAwaited(await.Operation);
                break;
            case ISimpleAssignmentOperation assignment:
                _completed.Assign(assignment.Target, assignment.Value);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } argument:
                _completed.Assign(argument.Value, null);
                break;
            default:
                Check(operation);
                break;
        }
    }

    private void AddAwaited(IOperation awaited)
    {
        while (awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync", Instance: { } task } && !KnownTypes.IsSemaphoreSlim(task.Type))
        {
            awaited = task;
        }

        _completed.Add(awaited);
        foreach (IOperation part in _completed.PartsOf(awaited))
        {
            _completed.Add(part);
        }
    }

    private void Check(IOperation operation)
    {
        if (BlockingCall.From(operation) is not { } call)
        {
            return;
        }

        if (call.Tasks.Count == 0 || !call.Tasks.All(_completed.Contains))
        {
            _found.Add(call);
        }

        // After a reported wait, the same task is not reported again.
        if (call.WaitsForAll)
        {
            foreach (IOperation task in call.Tasks)
            {
                _completed.Add(task);
            }
        }
    }

    private static Dictionary<CaptureId, IOperation> CapturesOf(ControlFlowGraph graph)
    {
        Dictionary<CaptureId, IOperation> captures = new();
        HashSet<CaptureId> ambiguous = new();
        foreach (IFlowCaptureOperation capture in graph.Blocks.SelectMany(static block => block.Operations).OfType<IFlowCaptureOperation>())
        {
            if (captures.ContainsKey(capture.Id))
            {
                ambiguous.Add(capture.Id);
            }

            captures[capture.Id] = capture.Value;
        }

        foreach (CaptureId id in ambiguous)
        {
            captures.Remove(id);
        }

        return captures;
    }
}
