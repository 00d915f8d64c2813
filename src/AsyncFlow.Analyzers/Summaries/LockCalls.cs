using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>Recognizes calls that acquire or release a lock in a member of the class.</summary>
internal static class LockCalls
{
    /// <summary>The lock that a call acquires, or tries to acquire; null if there is none.</summary>
    public static HeldLock? Acquired(IInvocationOperation call, LocationReader locations) => call.TargetMethod.Name switch
    {
        "AcquireAsync" or "EnterAsync" or "LockAsync" or "Lock" or "WaitOne" => Of(call.Instance, LockMechanism.Wait, locations),
        "Wait" or "WaitAsync" when KnownTypes.IsSemaphoreSlim(call.TargetMethod.ContainingType) => Of(call.Instance, LockMechanism.Wait, locations),
        "TryEnter" or "TryAcquire" when KnownTypes.IsFlowLock(call.TargetMethod.ContainingType) => Of(call.Instance, LockMechanism.Wait, locations),
        "Enter" or "TryEnter" => IsMonitor(call) ? Of(call.Arguments[0].Value, LockMechanism.Monitor, locations) : Of(call.Instance, LockMechanism.Monitor, locations),
        "EnterScope" or "EnterReadLock" or "EnterWriteLock" or "EnterUpgradeableReadLock" or "TryEnterReadLock" or "TryEnterWriteLock"
            or "TryEnterUpgradeableReadLock" => Of(call.Instance, LockMechanism.Monitor, locations),
        _ => null,
    };

    /// <summary>The lock that a call releases; null if there is none.</summary>
    public static HeldLock? Released(IInvocationOperation call, LocationReader locations) => call.TargetMethod.Name switch
    {
        "Release" or "ReleaseMutex" => Of(call.Instance, LockMechanism.Wait, locations),
        "Exit" => IsMonitor(call) ? Of(call.Arguments[0].Value, LockMechanism.Monitor, locations) : Of(call.Instance, LockMechanism.Monitor, locations),
        "ExitReadLock" or "ExitWriteLock" or "ExitUpgradeableReadLock" => Of(call.Instance, LockMechanism.Monitor, locations),
        _ => null,
    };

    /// <summary>The lock of a <c>lock</c> statement.</summary>
    public static HeldLock? Of(ILockOperation statement, LocationReader locations) => statement.LockedValue is ITypeOfOperation type
        ? new(type.TypeOperand, LockMechanism.TypeObject)
        : Of(statement.LockedValue, LockMechanism.Monitor, locations);

    /// <summary>Whether a call waits for the lock.</summary>
    public static bool IsWait(IInvocationOperation call) => call.TargetMethod.Name is not ("TryEnter" or "TryAcquire") && !KnownCalls.IsPoll(call);

    /// <summary>Whether the result of a call tells if the lock was acquired.</summary>
    public static bool CanFail(IInvocationOperation call) => call.TargetMethod.ReturnType switch
    {
        { SpecialType: SpecialType.System_Boolean } => true,
        INamedTypeSymbol { TypeArguments: [{ SpecialType: SpecialType.System_Boolean }] } type => KnownTypes.IsTask(type),
        _ => false,
    };

    /// <summary>Whether a call tries to acquire a lock and its result is not used, so that the lock may not be held afterwards.</summary>
    public static bool IsIgnoredAttempt(IInvocationOperation call) =>
        (call.TargetMethod.Name.StartsWith("Try", StringComparison.Ordinal) || KnownCalls.IsPoll(call)) && CanFail(call) && IsUnused(call);

    private static bool IsUnused(IOperation value) => value.Parent switch
    {
        IExpressionStatementOperation => true,
        IAwaitOperation or IConversionOperation => IsUnused(value.Parent),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } configured => IsUnused(configured),
        ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
        _ => false,
    };

    private static HeldLock? Of(IOperation? value, LockMechanism mechanism, LocationReader locations)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value switch
        {
            IInstanceReferenceOperation { Type: { } type } => new(type.OriginalDefinition, mechanism),
            _ when locations.Of(value) is { Member: { } member, Index: null, Owner: null or { Member: null } } => new(member, mechanism),
            _ => null,
        };
    }

    private static bool IsMonitor(IInvocationOperation call) =>
        call.TargetMethod.ContainingType.Is("System.Threading", "Monitor") && call.Arguments.Length > 0;
}
