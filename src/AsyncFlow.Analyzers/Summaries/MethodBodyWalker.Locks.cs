using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

// Tracks the locks that are held on every path to an operation.
internal sealed partial class MethodBodyWalker
{
    private readonly Dictionary<ILocalSymbol, ImmutableHashSet<HeldLock>> _releasers = new(SymbolEqualityComparer.Default);
    private readonly HashSet<HeldLock> _releasedEarly = [];
    private readonly HashSet<ISymbol> _delegates = new(SymbolEqualityComparer.Default);
    private bool _isDeferred;
    private bool _isOffloaded;
    private ImmutableHashSet<HeldLock> _held = HeldLock.None;
    private ImmutableHashSet<HeldLock> _usedUntilBlockEnds = HeldLock.None;

    public override void VisitInvocation(IInvocationOperation operation)
    {
        base.VisitInvocation(operation);
        if (!AddCall(operation.TargetMethod, operation.Instance, operation.IsVirtual, operation.Syntax, operation.Arguments) && OpaqueCall.Of(operation, _locations) is { } opaque)
        {
            _summary.OpaqueCalls.Add(opaque);
        }

        _contents.Call(operation, _held);
        AddInvocation(operation);
        if (operation.TargetMethod.Name is "SetResult" or "TrySetResult" && SignalOf(operation.Instance) is { } signal)
        {
            _summary.Signal(signal);
        }

        if (LockCalls.Acquired(operation, _locations) is { } acquired)
        {
            if (LockCalls.IsIgnoredAttempt(operation))
            {
                return;
            }

            // A lock that was released before must be acquired again.
            if (!_releasedEarly.Remove(acquired) && !_isDeferred && acquired.Mechanism == LockMechanism.Wait && LockCalls.IsWait(operation))
            {
                _summary.Waits.Add(new(acquired.Object, operation.Syntax));
            }

            _held = _held.Add(acquired);
            foreach (IArgumentOperation argument in operation.Arguments)
            {
                if (argument.Parameter?.RefKind == RefKind.Out && LocalOf(argument.Value) is { } lease)
                {
                    _releasers[lease] = HeldLock.None.Add(acquired);
                }
            }
        }
        else if (LockCalls.Released(operation, _locations) is { } released)
        {
            if (!_held.Contains(released))
            {
                _releasedEarly.Add(released);
            }

            _held = _held.Remove(released);
        }
        else if (operation is { TargetMethod.Name: "Dispose", Instance: ILocalReferenceOperation { Local: var local } })
        {
            _held = _held.Except(ReleasedBy(local));
        }
    }

    public override void VisitLock(ILockOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;

        // The lock is not an access of the object: 'lock (_list) { _list.Add(1); }'.
        Visit(operation.LockedValue is IMemberReferenceOperation { Instance: var owner } ? owner : operation.LockedValue);
        _held = LockCalls.Of(operation, _locations) is { } acquired ? _held.Add(acquired) : _held;
        Visit(operation.Body);
        _held = before;
    }

    public override void VisitUsing(IUsingOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        Visit(operation.Resources);
        ImmutableHashSet<HeldLock> acquired = _held.Except(before).Union(ReleasedBy(operation.Resources));
        Visit(operation.Body);
        _held = _held.Except(acquired);
    }

    public override void VisitUsingDeclaration(IUsingDeclarationOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        base.VisitUsingDeclaration(operation);
        _usedUntilBlockEnds = _usedUntilBlockEnds.Union(_held.Except(before)).Union(ReleasedBy(operation.DeclarationGroup));
    }

    public override void VisitVariableDeclarator(IVariableDeclaratorOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        base.VisitVariableDeclarator(operation);
        _locations.Assign(operation.Symbol, operation.GetVariableInitializer()?.Value);
        if (_held != before)
        {
            _releasers[operation.Symbol] = _held.Except(before);
        }
        else if (LocalOf(operation.GetVariableInitializer()?.Value) is { } lease)
        {
            _releasers[operation.Symbol] = ReleasedBy(lease);
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
        ImmutableHashSet<HeldLock> before = _held;
        Visit(operation.Condition);
        VisitBranches(
            isSwitch: false,
            [(operation.WhenTrue, HeldIf(operation.Condition, true, before)), (operation.WhenFalse, HeldIf(operation.Condition, false, before))]);
    }

    public override void VisitSwitch(ISwitchOperation operation)
    {
        Visit(operation.Value);
        ImmutableHashSet<HeldLock> before = _held;
        VisitBranches(isSwitch: true, [.. operation.Cases.Select(section => (section, before)), (null, before)]);
    }

    public override void VisitForEachLoop(IForEachLoopOperation operation) => VisitConditionally(operation, base.VisitForEachLoop);

    public override void VisitForLoop(IForLoopOperation operation) => VisitConditionally(operation, base.VisitForLoop);

    public override void VisitWhileLoop(IWhileLoopOperation operation)
    {
        ImmutableHashSet<HeldLock> before = _held;
        if (operation.ConditionIsTop)
        {
            Visit(operation.Condition);
            _held = HeldIf(operation.Condition, !operation.ConditionIsUntil, before);
            Visit(operation.Body);
        }
        else
        {
            Visit(operation.Body);
            Visit(operation.Condition);
        }

        _held = before.Intersect(_held);
        if (!operation.Body.Descendants().Any(inner => inner is IBranchOperation jump && jump.Target.Equals(operation.ExitLabel, SymbolEqualityComparer.Default)))
        {
            _held = _held.Union(LockAttempts.AcquiredIf(operation.Condition, operation.ConditionIsUntil, _locations));
        }
    }

    public override void VisitAnonymousFunction(IAnonymousFunctionOperation operation)
    {
        (bool isDeferred, bool isOffloaded) = (_isDeferred, _isOffloaded);
        ImmutableHashSet<HeldLock> before = _held;
        (IArgumentOperation? argument, bool isStored) = UseOf(operation);
        _isDeferred |= isStored;
        _isOffloaded |= !operation.Symbol.IsAsync || argument?.Parent is IInvocationOperation { TargetMethod.Name: "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem" };
        if (argument is { Parameter: { } parameter, Parent: IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false } })
        {
            _held = _held.Add(new(parameter.OriginalDefinition, LockMechanism.Invocation));
        }

        base.VisitAnonymousFunction(operation);
        _held = before;
        (_isDeferred, _isOffloaded) = (isDeferred, isOffloaded);
    }

    public override void VisitAwait(IAwaitOperation operation)
    {
        base.VisitAwait(operation);
        IOperation awaited = operation.Operation;
        while (awaited is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WaitAsync", Instance: { } task })
        {
            awaited = task;
        }

        if (awaited is IPropertyReferenceOperation { Property.Name: "Task", Instance: { } source } && SignalOf(source) is { } signal)
        {
            _held = _held.Add(signal);
        }
    }

    // What waits for the task of a completion source runs after everything before the source is completed.
    private HeldLock? SignalOf(IOperation? source) =>
        source?.Type is { Name: "TaskCompletionSource" } && _locations.Of(source) is { Member: { } member, Index: null, Owner: null or { Member: null } } ? new(member, LockMechanism.Signal) : null;

    // The argument that a lambda is, and whether the lambda is stored, so that other code runs it.
    private static (IArgumentOperation? Argument, bool IsStored) UseOf(IAnonymousFunctionOperation lambda)
    {
        IOperation? outer = lambda.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return (outer as IArgumentOperation, outer is IReturnOperation or ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation });
    }

    private void AddInvocation(IInvocationOperation operation)
    {
        if (operation.TargetMethod.MethodKind == MethodKind.DelegateInvoke && _locations.Of(operation.Instance) is { Owner: null, Member: IParameterSymbol parameter } && _delegates.Contains(parameter))
        {
            _summary.Invocations[parameter] = _summary.Invocations.TryGetValue(parameter, out ImmutableHashSet<HeldLock>? known) ? known.Intersect(_held) : _held;
        }
    }

    // An operation that may not run, or runs later, does not affect the locks after it.
    private void VisitConditionally<T>(T operation, Action<T> visit)
    {
        ImmutableHashSet<HeldLock> before = _held;
        visit(operation);
        _held = before.Intersect(_held);
    }

    private void VisitBranches(bool isSwitch, (IOperation? Branch, ImmutableHashSet<HeldLock> Held)[] branches)
    {
        ImmutableHashSet<HeldLock> before = _held;
        ImmutableHashSet<HeldLock>? after = null;
        foreach ((IOperation? branch, ImmutableHashSet<HeldLock> held) in branches)
        {
            _held = held;
            Visit(branch);
            if (!Exits(branch, isSwitch))
            {
                after = after?.Intersect(_held) ?? _held;
            }
        }

        _held = after ?? before;
    }

    // The locks that are held after a condition with this value. Attempts that failed did not acquire their locks.
    private ImmutableHashSet<HeldLock> HeldIf(IOperation? condition, bool value, ImmutableHashSet<HeldLock> before) =>
        _held.Except(LockAttempts.In(condition, _locations).Except(before)).Union(LockAttempts.AcquiredIf(condition, value, _locations));

    // The locks that the resources of a 'using' release.
    private ImmutableHashSet<HeldLock> ReleasedBy(IOperation resources)
    {
        ImmutableHashSet<HeldLock> released = HeldLock.None;
        if (resources is IVariableDeclarationGroupOperation group)
        {
            foreach (ILocalSymbol local in group.GetDeclaredVariables())
            {
                released = released.Union(ReleasedBy(local));
            }
        }

        return LocalOf(resources) is { } lease ? released.Union(ReleasedBy(lease)) : released;
    }

    private ImmutableHashSet<HeldLock> ReleasedBy(ILocalSymbol lease) =>
        _releasers.TryGetValue(lease, out ImmutableHashSet<HeldLock>? locks) ? locks : HeldLock.None;

    private static ILocalSymbol? LocalOf(IOperation? value) => value switch
    {
        ILocalReferenceOperation local => local.Local,
        IConversionOperation conversion => LocalOf(conversion.Operand),
        IDeclarationExpressionOperation declaration => LocalOf(declaration.Expression),
        _ => null,
    };

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
