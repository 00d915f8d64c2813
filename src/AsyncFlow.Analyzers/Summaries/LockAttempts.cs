using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// The locks that a condition tries to acquire, such as <c>_lock.TryEnter(out lease)</c>. Negations, <c>&amp;&amp;</c> and <c>||</c> are
/// understood. In any other expression, an attempt is assumed to succeed.
/// </summary>
internal static class LockAttempts
{
    /// <summary>All locks that the condition tries to acquire.</summary>
    public static ImmutableHashSet<HeldLock> In(IOperation? condition, LocationReader locations) => Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => In(not.Operand, locations),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary => Union(Operands(binary).Select(operand => In(operand, locations))),
        IInvocationOperation call when Attempted(call, locations) is { } attempted => HeldLock.None.Add(attempted),
        _ => HeldLock.None,
    };

    /// <summary>The locks that the condition has certainly acquired if it has this value.</summary>
    public static ImmutableHashSet<HeldLock> AcquiredIf(IOperation? condition, bool value, LocationReader locations) => Unwrap(condition) switch
    {
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => AcquiredIf(not.Operand, !value, locations),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } binary => AcquiredIf(binary, value, locations),
        IInvocationOperation call when value && Attempted(call, locations) is { } attempted => HeldLock.None.Add(attempted),
        _ => HeldLock.None,
    };

    // All operands of '&&' have the value true if the result is true. If it is false, any of them can be the false one.
    private static ImmutableHashSet<HeldLock> AcquiredIf(IBinaryOperation binary, bool value, LocationReader locations)
    {
        IEnumerable<ImmutableHashSet<HeldLock>> operands = Operands(binary).Select(operand => AcquiredIf(operand, value, locations));
        return value == (binary.OperatorKind == BinaryOperatorKind.ConditionalAnd)
            ? Union(operands)
            : operands.Aggregate(static (common, next) => common.Intersect(next));
    }

    private static HeldLock? Attempted(IInvocationOperation call, LocationReader locations) => LockCalls.CanFail(call) ? LockCalls.Acquired(call, locations) : null;

    // A chain of the same operator is a deep tree, so its left side is not visited recursively.
    private static IEnumerable<IOperation> Operands(IBinaryOperation binary)
    {
        IOperation left = binary;
        while (left is IBinaryOperation chain && chain.OperatorKind == binary.OperatorKind)
        {
            yield return chain.RightOperand;
            left = chain.LeftOperand;
        }

        yield return left;
    }

    private static ImmutableHashSet<HeldLock> Union(IEnumerable<ImmutableHashSet<HeldLock>> sets) =>
        sets.Aggregate(HeldLock.None, static (all, next) => all.Union(next));

    private static IOperation? Unwrap(IOperation? condition) => condition switch
    {
        IAwaitOperation awaited => Unwrap(awaited.Operation),
        IConversionOperation conversion => Unwrap(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => Unwrap(task),
        _ => condition,
    };
}
