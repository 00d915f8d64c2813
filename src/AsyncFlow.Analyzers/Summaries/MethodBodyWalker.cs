using System.Collections.Immutable;
using AsyncFlow.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Reads one method body in source order. It records every access of a location, every call, every wait for a lock, and the locks that are
/// certainly held. A lambda is treated as if it ran where it is written. A local function is treated as a separate method.
/// </summary>
internal sealed partial class MethodBodyWalker : OperationWalker
{
    private readonly MethodSummaries _summaries;
    private readonly MethodSummary _summary;
    private readonly LocationReader _locations;
    private readonly ContentReader _contents;

    private MethodBodyWalker(MethodSummaries summaries, MethodSummary summary, LocationReader locations)
    {
        _summaries = summaries;
        _summary = summary;
        _locations = locations;
        _contents = new(locations, summaries, Add);
    }

    /// <param name="method">The method, accessor or local function.</param>
    /// <param name="operation">The body.</param>
    /// <param name="summaries">The summaries that know the overrides and locks of the flow.</param>
    /// <param name="summary">The summary of the method.</param>
    /// <param name="locations">The local variables of the method around a local function; null for other methods.</param>
    public static void Read(IMethodSymbol method, IOperation operation, MethodSummaries summaries, MethodSummary summary, LocationReader? locations = null)
    {
        MethodBodyWalker walker = new(summaries, summary, locations ?? new());
        foreach (IParameterSymbol parameter in method.Parameters.Where(static parameter => parameter.Type.TypeKind == TypeKind.Delegate))
        {
            walker._delegates.Add(parameter.OriginalDefinition);
        }

        walker.Visit(operation);
    }

    public override void VisitLocalFunction(ILocalFunctionOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Read(operation.Symbol, child, _summaries, _summaries.Add(operation.Symbol), _locations);
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

    public override void VisitEventReference(IEventReferenceOperation operation)
    {
        base.VisitEventReference(operation);
        if (_locations.Of(operation) is { } location)
        {
            Add(new(location, operation.Parent is IEventAssignmentOperation assignment && assignment.EventReference == operation ? AccessKind.Subscribe : AccessKinds.Of(operation, operation.Type), operation.Syntax, _held));
        }
    }

    public override void VisitParameterReference(IParameterReferenceOperation operation)
    {
        if (LocationReader.IsCaptured(operation.Parameter))
        {
            AddAccess(operation);
            return;
        }

        _contents.Read(operation, _held);
        if (_delegates.Contains(operation.Parameter.OriginalDefinition) && !IsInvoked(operation))
        {
            _summary.Invocations[operation.Parameter.OriginalDefinition] = HeldLock.None;
        }
    }

    public override void VisitLocalReference(ILocalReferenceOperation operation) => _contents.Read(operation, _held);

    public override void VisitPropertyReference(IPropertyReferenceOperation operation)
    {
        base.VisitPropertyReference(operation);
        _contents.Use(operation.Instance, operation.Property, _held);
        if (operation.Property.IsIndexer)
        {
            _contents.ReadElement(operation, _held);
            return;
        }

        if (MemberAliases.Of(operation.Property.OriginalDefinition) is not null)
        {
            AddAccess(operation);
            return;
        }

        bool isOwn = OwnMember.IsOwn(operation) && OwnMember.IsDeclaredBy(operation.Property, _summaries.Type);
        IPropertySymbol property = isOwn ? _summaries.Overriding(operation.Property.OriginalDefinition) : operation.Property.OriginalDefinition;
        bool isSet = AccessKinds.IsAssigned(operation);
        if (!isSet || operation.Parent is not ISimpleAssignmentOperation)
        {
            AddAccess(operation, property, property.GetMethod, isSet);
        }

        if (isSet)
        {
            AddAccess(operation, property, property.SetMethod, isSet: false);
        }
    }

    public override void VisitArrayElementReference(IArrayElementReferenceOperation operation)
    {
        base.VisitArrayElementReference(operation);

        // Only elements with constant indexes are distinguished. Other elements are treated as different: steps that share
        // an array usually write different elements, and false positives are worse than a missed race.
        if (_locations.Of(operation) is { } location)
        {
            Add(new(location, AccessKinds.Of(operation, operation.Type), operation.Syntax, _held));
        }
    }

    public override void VisitSimpleAssignment(ISimpleAssignmentOperation operation)
    {
        base.VisitSimpleAssignment(operation);
        if (OwnMember.Of(operation.Target) is { } member)
        {
            _summaries.Permits.Record(member, operation.Value);
        }
        else if (operation.Target is ILocalReferenceOperation { Local: var local })
        {
            _locations.Assign(local, operation.Value);
        }
    }

    public override void VisitMethodReference(IMethodReferenceOperation operation)
    {
        base.VisitMethodReference(operation);
        AddCall(operation.Method, operation.Instance, operation.IsVirtual, operation.Syntax, ImmutableArray<IArgumentOperation>.Empty);
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

    // A member of a struct in a field is recorded instead of the field.
    private void AddAccess(IOperation reference)
    {
        bool isPart = reference.Type is { IsValueType: true } && reference.Parent is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } outer && outer.Instance == reference && _locations.Of(outer) is not null;
        if (!isPart && _locations.Of(reference) is { Member: not null } location)
        {
            Add(new(location, AccessKinds.Of(reference, _contents.TypeIn(location, reference)), StorageOf(reference, location), _held));
        }
    }

    // A property with a body is treated as a method, an auto-property as a field.
    private void AddAccess(IPropertyReferenceOperation reference, IPropertySymbol property, IMethodSymbol? accessor, bool isSet)
    {
        if (accessor is not null && MethodSummaries.HasBody(accessor))
        {
            AddCall(new(accessor, _held) { Syntax = reference.Syntax, Receiver = _locations.Of(reference.Instance) });
        }
        else if (property.IsStatic ? IsOfProject(property) : _locations.Of(reference.Instance) is { } owner && !ThreadSafety.IsKnownSafe(owner.Type) && !MutableCollections.IsMutable(owner.Type))
        {
            StateLocation? location = property.IsStatic ? StateLocation.Of(property) : _locations.Of(reference.Instance)!.Then(property);
            bool isPart = reference.Type is { IsValueType: true } && reference.Parent is IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } outer && outer.Instance == reference && _locations.Of(outer) is not null;
            if (location is not null && !isPart)
            {
                Add(new(location, isSet ? AccessKind.Read : AccessKinds.Of(reference, _contents.TypeIn(location, reference)), StorageOf(reference, location), _held));
            }
        }
    }

    // The expression of the field that contains the location.
    private static SyntaxNode StorageOf(IOperation reference, StateLocation location)
    {
        IOperation current = reference;
        for (StateLocation part = location; part.Owner is { Member: not null, Index: null } owner && owner.Type is { IsValueType: true } && current is IMemberReferenceOperation { Instance: { } instance }; part = owner)
        {
            current = instance;
        }

        return current.Syntax;
    }

    private static bool IsOfProject(ISymbol member) => !member.DeclaringSyntaxReferences.IsEmpty;

    private void Add(Access access)
    {
        // A static member of other code has no writers that are known.
        if (access.Location.Start is not { Member: { IsStatic: true } start } || IsOfProject(start))
        {
            _summary.Accesses.Add(access);
        }
    }

    // False if the source of the method is not available.
    private bool AddCall(IMethodSymbol method, IOperation? instance, bool isVirtual, SyntaxNode syntax, ImmutableArray<IArgumentOperation> arguments)
    {
        bool isOwn = method.MethodKind == MethodKind.LocalFunction || (OwnMember.IsThisOrNone(instance) && OwnMember.IsDeclaredBy(method, _summaries.Type));
        if (!isOwn && ((isVirtual && !method.ContainingType.IsSealed) || !IsOfProject(method)))
        {
            return false;
        }

        StateLocation?[] locations = new StateLocation?[method.Parameters.Length];
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter is { Type: var type } parameter && parameter.Ordinal < locations.Length && (!type.IsValueType || LocationReader.IsSpan(type)))
            {
                locations[parameter.Ordinal] = _locations.Of(argument.Value);
            }
        }

        AddCall(new(isOwn && isVirtual ? _summaries.Overriding(method.OriginalDefinition) : method.OriginalDefinition, _held)
        {
            Syntax = syntax,
            Receiver = method.MethodKind == MethodKind.LocalFunction ? StateLocation.This : _locations.Of(instance),
            Arguments = locations.ToImmutableArray(),
        });
        return true;
    }

    private void AddCall(Call call) => _summary.Calls.Add(call with { IsOffloaded = _isOffloaded || _isDeferred });

    private static bool IsInvoked(IOperation reference) =>
        (reference.Parent is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } call && call.Instance == reference)
        || (reference.Parent is IConditionalAccessOperation { WhenNotNull: IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } } access && access.Operation == reference);
}
