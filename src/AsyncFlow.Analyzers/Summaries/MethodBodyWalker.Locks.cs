using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

// Which locks are held: what every way to a place holds.
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

        if (LockCalls.Taken(operation) is { } taken)
        {
            // Whoever gave the lock away for a while must wait to get it back.
            if (!_releasedEarly.Remove(taken) && taken.Mechanism == LockMechanism.Wait && LockCalls.IsWait(operation))
            {
                _summary.Waits.Add(new(taken.Object, operation.Syntax));
            }

            _held = _held.Add(taken);
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
            && _releasers.TryGetValue(local, out var releaserLocks))
        {
            _held = _held.Except(releaserLocks);
        }
    }

    public override void VisitLock(ILockOperation operation)
    {
        var before = _held;
        Visit(operation.LockedValue);
        _held = LockCalls.Of(operation) is { } taken ? _held.Add(taken) : _held;
        Visit(operation.Body);
        _held = before;
    }

    public override void VisitUsing(IUsingOperation operation)
    {
        var before = _held;
        Visit(operation.Resources);
        var taken = _held.Except(before);
        Visit(operation.Body);
        _held = _held.Except(taken);
    }

    public override void VisitUsingDeclaration(IUsingDeclarationOperation operation)
    {
        var before = _held;
        base.VisitUsingDeclaration(operation);
        _usedUntilBlockEnds = _usedUntilBlockEnds.Union(_held.Except(before));
    }

    public override void VisitVariableDeclarator(IVariableDeclaratorOperation operation)
    {
        var before = _held;
        base.VisitVariableDeclarator(operation);
        if (_held != before)
        {
            _releasers[operation.Symbol] = _held.Except(before);
        }
    }

    public override void VisitBlock(IBlockOperation operation)
    {
        var outer = _usedUntilBlockEnds;
        _usedUntilBlockEnds = HeldLock.None;
        base.VisitBlock(operation);
        _held = _held.Except(_usedUntilBlockEnds);
        _usedUntilBlockEnds = outer;
    }

    public override void VisitTry(ITryOperation operation)
    {
        Visit(operation.Body);
        var after = _held;
        foreach (var handler in operation.Catches)
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
        Branch(isSwitch: false, operation.WhenTrue, operation.WhenFalse);
    }

    public override void VisitSwitch(ISwitchOperation operation)
    {
        Visit(operation.Value);
        Branch(isSwitch: true, [.. operation.Cases, null]);
    }

    public override void VisitForEachLoop(IForEachLoopOperation operation) => Maybe(operation, base.VisitForEachLoop);

    public override void VisitForLoop(IForLoopOperation operation) => Maybe(operation, base.VisitForLoop);

    public override void VisitWhileLoop(IWhileLoopOperation operation) => Maybe(operation, base.VisitWhileLoop);

    public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation) => Maybe(operation, base.VisitAnonymousFunction);

    // What may not run, or run later, gives nothing to what stands after it.
    private void Maybe<T>(T operation, Action<T> visit)
    {
        var before = _held;
        visit(operation);
        _held = before.Intersect(_held);
    }

    private void Branch(bool isSwitch, params IOperation?[] branches)
    {
        var before = _held;
        ImmutableHashSet<HeldLock>? after = null;
        foreach (var branch in branches)
        {
            _held = before;
            Visit(branch);
            if (!Leaves(branch, isSwitch))
            {
                after = after?.Intersect(_held) ?? _held;
            }
        }

        _held = after ?? before;
    }

    private static bool Leaves(IOperation? branch, bool isSwitch) => branch switch
    {
        IReturnOperation or IThrowOperation => true,
        IBranchOperation jump => !isSwitch || jump.BranchKind != BranchKind.Break,
        IBlockOperation { Operations: [.., var last] } => Leaves(last, isSwitch),
        ISwitchCaseOperation { Body: [.., var last] } => Leaves(last, isSwitch),
        IExpressionStatementOperation statement => Leaves(statement.Operation, isSwitch),
        _ => false,
    };
}
