using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

// Tracks the locks that are held on every path to an operation.
internal sealed partial class MethodBodyWalker
{
    private readonly Dictionary<ILocalSymbol, ImmutableHashSet<HeldLock>> _releasers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<HeldLock> _releasedEarly = [];
    private ImmutableHashSet<HeldLock> _held = HeldLock.None;
    private ImmutableHashSet<HeldLock> _usedUntilBlockEnds = HeldLock.None;

    public override void VisitInvocation(IInvocationOperation operation)
    {
        base.VisitInvocation(operation);
        AddCall(operation.TargetMethod, operation.Instance, operation.IsVirtual);

        if (LockCalls.Acquired(operation) is { } acquired)
        {
            // A lock that was released before must be acquired again.
            if (!_releasedEarly.Remove(acquired) && acquired.Mechanism == LockMechanism.Wait && LockCalls.IsWait(operation))
            {
                _summary.Waits.Add(new(acquired.Object, operation.Syntax));
            }

            _held = _held.Add(acquired);
        }
        else if (LockCalls.Released(operation) is { } released)
        {
            if (!_held.Contains(released))
            {
                _releasedEarly.Add(released);
            }

            _held = _held.Remove(released);
        }
        else if (operation is { TargetMethod.Name: "Dispose", Instance: ILocalReferenceOperation { Local: var local } }
            && _releasers.TryGetValue(local, out ImmutableHashSet<HeldLock>? releaserLocks))
        {
            _held = _held.Except(releaserLocks);
        }
    }

    public override void VisitLock(ILockOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        Visit(operation.LockedValue);
        _held = LockCalls.Of(operation) is { } acquired ? _held.Add(acquired) : _held;
        Visit(operation.Body);
        _held = before;
    }

    public override void VisitUsing(IUsingOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        Visit(operation.Resources);
        ImmutableHashSet<HeldLock> acquired = _held.Except(before);
        Visit(operation.Body);
        _held = _held.Except(acquired);
    }

    public override void VisitUsingDeclaration(IUsingDeclarationOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        base.VisitUsingDeclaration(operation);
        _usedUntilBlockEnds = _usedUntilBlockEnds.Union(_held.Except(before));
    }

    public override void VisitVariableDeclarator(IVariableDeclaratorOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        base.VisitVariableDeclarator(operation);
        if (_held != before)
        {
            _releasers[operation.Symbol] = _held.Except(before);
        }
    }

    public override void VisitBlock(IBlockOperation operation)
    {
        ImmutableHashSet<HeldLock> outer = _usedUntilBlockEnds;
        _usedUntilBlockEnds = HeldLock.None;
        base.VisitBlock(operation);
        _held = _held.Except(_usedUntilBlockEnds);
        _usedUntilBlockEnds = outer;
    }

    public override void VisitTry(ITryOperation operation)
    {
        Visit(operation.Body);
        ImmutableHashSet<HeldLock> after = _held;
        foreach (ICatchClauseOperation handler in operation.Catches)
        {
            _held = after;
            Visit(handler);
        }

        _held = after;
        Visit(operation.Finally);
    }

    public override void VisitConditional(IConditionalOperation operation)
    {
        Visit(operation.Condition);
        VisitBranches(isSwitch: false, operation.WhenTrue, operation.WhenFalse);
    }

    public override void VisitSwitch(ISwitchOperation operation)
    {
        Visit(operation.Value);
        VisitBranches(isSwitch: true, [.. operation.Cases, null]);
    }

    public override void VisitForEachLoop(IForEachLoopOperation operation) => VisitConditionally(operation, base.VisitForEachLoop);

    public override void VisitForLoop(IForLoopOperation operation) => VisitConditionally(operation, base.VisitForLoop);

    public override void VisitWhileLoop(IWhileLoopOperation operation) => VisitConditionally(operation, base.VisitWhileLoop);

    public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation) => VisitConditionally(operation, base.VisitAnonymousFunction);

    // An operation that may not run, or runs later, does not affect the locks after it.
    private void VisitConditionally<T>(T operation, Action<T> visit)
    {
        ImmutableHashSet<HeldLock> before = _held;
        visit(operation);
        _held = before.Intersect(_held);
    }

    private void VisitBranches(bool isSwitch, params IOperation?[] branches)
    {
        ImmutableHashSet<HeldLock> before = _held;
        ImmutableHashSet<HeldLock>? after = null;
        foreach (IOperation? branch in branches)
        {
            _held = before;
            Visit(branch);
            if (!Exits(branch, isSwitch))
            {
                after = after?.Intersect(_held) ?? _held;
            }
        }

        _held = after ?? before;
    }

    private static bool Exits(IOperation? branch, bool isSwitch) => branch switch
    {
        IReturnOperation or IThrowOperation => true,
        IBranchOperation jump => !isSwitch || jump.BranchKind != BranchKind.Break,
        IBlockOperation { Operations: [.., var last] } => Exits(last, isSwitch),
        ISwitchCaseOperation { Body: [.., var last] } => Exits(last, isSwitch),
        IExpressionStatementOperation statement => Exits(statement.Operation, isSwitch),
        _ => false,
    };
}
