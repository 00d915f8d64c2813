using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Reads one method body in source order. It records every access of a member, every call within the class, every wait for
/// a lock, and the locks that are certainly held. A lambda is treated as if it ran where it is written. A local function is
/// treated as a separate method.
/// </summary>
internal sealed partial class MethodBodyWalker : OperationWalker
{
    private readonly INamedTypeSymbol _type;
    private readonly MethodSummaries _summaries;
    private readonly MethodSummary _summary;

    private MethodBodyWalker(INamedTypeSymbol type, MethodSummaries summaries, MethodSummary summary)
    {
        _type = type;
        _summaries = summaries;
        _summary = summary;
    }

    /// <param name="type">The class. Members of the class and its base classes are recorded.</param>
    /// <param name="method">The method, accessor or local function.</param>
    /// <param name="operation">The body.</param>
    /// <param name="summaries">The summaries to add to.</param>
    public static void Read(INamedTypeSymbol type, IMethodSymbol method, IOperation operation, MethodSummaries summaries) =>
        new MethodBodyWalker(type, summaries, summaries.Add(method)).Visit(operation);

    public override void VisitLocalFunction(ILocalFunctionOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Read(_type, operation.Symbol, child, _summaries);
        }
    }

    public override void VisitNameOf(INameOfOperation operation)
    {
        // 'nameof' does not use the member.
    }

    public override void VisitFieldReference(IFieldReferenceOperation operation)
    {
        base.VisitFieldReference(operation);
        if (!operation.Field.IsConst)
        {
            AddAccess(operation);
        }
    }

    public override void VisitParameterReference(IParameterReferenceOperation operation) => AddAccess(operation);

    public override void VisitPropertyReference(IPropertyReferenceOperation operation)
    {
        base.VisitPropertyReference(operation);
        if (!OwnMember.IsOwn(operation) || !OwnMember.IsDeclaredBy(operation.Property, _type))
        {
            return;
        }

        IPropertySymbol property = _summaries.Overriding(operation.Property.OriginalDefinition);
        AccessKind kind = AccessKinds.Of(operation);
        bool isSet = AccessKinds.IsAssigned(operation);
        if (!isSet || operation.Parent is not ISimpleAssignmentOperation)
        {
            AddAccess(operation, property, property.GetMethod, isSet ? AccessKind.Read : kind);
        }

        if (isSet)
        {
            AddAccess(operation, property, property.SetMethod, kind);
        }
    }

    public override void VisitArrayElementReference(IArrayElementReferenceOperation operation)
    {
        base.VisitArrayElementReference(operation);

        // Only elements with constant indexes are distinguished. Other elements are treated as different: steps that share
        // an array usually write different elements, and false positives are worse than a missed race.
        if (OwnMember.Of(operation.ArrayReference) is { } member && ConstantIndex(operation) is { } index)
        {
            AddAccess(operation, member, index, AccessKinds.Of(operation));
        }
    }

    public override void VisitSimpleAssignment(ISimpleAssignmentOperation operation)
    {
        base.VisitSimpleAssignment(operation);
        if (OwnMember.Of(operation.Target) is { } member)
        {
            _summaries.Permits.Record(member, operation.Value);
        }
    }

    public override void VisitMethodReference(IMethodReferenceOperation operation)
    {
        base.VisitMethodReference(operation);
        AddCall(operation.Method, operation.Instance, operation.IsVirtual);
    }

    public override void VisitBinaryOperator(IBinaryOperation operation)
    {
        // A concatenation of thousands of strings is a deep tree, so its left side is not visited recursively.
        Stack<IOperation> right = new();
        IOperation left = operation;
        while (left is IBinaryOperation binary)
        {
            right.Push(binary.RightOperand);
            left = binary.LeftOperand;
        }

        Visit(left);
        while (right.Count > 0)
        {
            Visit(right.Pop());
        }
    }

    private void AddAccess(IOperation reference)
    {
        if (OwnMember.Of(reference) is { } member)
        {
            AddAccess(reference, member, index: null, AccessKinds.Of(reference));
        }
    }

    // A property with a body is treated as a method, an auto-property as a field.
    private void AddAccess(IPropertyReferenceOperation reference, IPropertySymbol property, IMethodSymbol? accessor, AccessKind kind)
    {
        if (accessor is not null && MethodSummaries.HasBody(accessor))
        {
            AddCall(accessor);
        }
        else if (!property.IsIndexer)
        {
            AddAccess(reference, property, index: null, kind);
        }
    }

    private void AddAccess(IOperation reference, ISymbol member, string? index, AccessKind kind)
    {
        if (OwnMember.IsDeclaredBy(member, _type))
        {
            _summary.Accesses.Add(new(new StateLocation(member, index), kind, reference.Syntax, _held));
        }
    }

    private void AddCall(IMethodSymbol method, IOperation? instance, bool isVirtual)
    {
        if (method.MethodKind == MethodKind.LocalFunction
            || (OwnMember.IsThisOrNone(instance) && OwnMember.IsDeclaredBy(method, _type)))
        {
            AddCall(isVirtual ? _summaries.Overriding(method.OriginalDefinition) : method.OriginalDefinition);
        }
    }

    private void AddCall(IMethodSymbol method) => _summary.Calls.Add(new(method, _held));

    private static string? ConstantIndex(IArrayElementReferenceOperation element)
    {
        IEnumerable<Optional<object?>> indexes = element.Indices.Select(static index => index.ConstantValue);
        return indexes.All(static index => index is { HasValue: true, Value: not null })
            ? string.Join(", ", indexes.Select(static index => FormattableString.Invariant($"{index.Value}")))
            : null;
    }
}
