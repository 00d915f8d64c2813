using System.Collections.Immutable;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// Finds accesses of the content of objects: changes of collections and spans through variables, uses of objects that only one thread may use, and
/// updates of concurrent dictionaries that depend on an earlier check.
/// </summary>
internal sealed class ContentReader(LocationReader locations, MethodSummaries summaries, Action<Access> add)
{
    private readonly HashSet<StateLocation> _checked = [];

    /// <summary>The type of the object in a location, as far as it is known: of the expression, of the member, or of the member's initial value.</summary>
    public ITypeSymbol? TypeIn(StateLocation location, IOperation reference) =>
        MutableCollections.IsMutable(reference.Type) ? reference.Type
        : MutableCollections.IsMutable(location.Type) ? location.Type
        : reference.Type is { TypeKind: TypeKind.Interface } && location.Member is IFieldSymbol or IPropertySymbol && summaries.InitialType(location.Member!) is { } initial ? initial
        : reference.Type;

    /// <summary>Records an access of the object that a local variable or a parameter refers to.</summary>
    public void Read(IOperation reference, ImmutableHashSet<HeldLock> held)
    {
        if (locations.Of(reference) is not { Member: not null } location || TypeIn(location, reference) is not { } type || !MutableCollections.IsMutable(type))
        {
            return;
        }

        if (AccessKinds.ChangesContent(reference, type))
        {
            add(new(location, AccessKind.Write, reference.Syntax, held));
        }
        else if (IsReceiver(reference))
        {
            add(new(location, AccessKind.Read, reference.Syntax, held));
        }
    }

    /// <summary>Records an access of an element of a span or a concurrent dictionary.</summary>
    public void ReadElement(IPropertyReferenceOperation element, ImmutableHashSet<HeldLock> held)
    {
        if (LocationReader.IsSpan(element.Property.ContainingType) && locations.Of(element) is { } location)
        {
            add(new(location, AccessKinds.Of(element, element.Type), element.Syntax, held));
        }
        else if (IsConcurrentDictionary(element.Property.ContainingType) && AccessKinds.IsAssigned(element) && locations.Of(element.Instance) is { } dictionary
            && (element.Parent is not ISimpleAssignmentOperation || _checked.Contains(dictionary)))
        {
            // A value that was computed from an earlier state replaces a newer one.
            add(new(dictionary, AccessKind.Write, element.Syntax, held));
        }
    }

    /// <summary>Records what a call does with its receiver and its arguments.</summary>
    public void Call(IInvocationOperation call, ImmutableHashSet<HeldLock> held)
    {
        IMethodSymbol method = call.TargetMethod;
        if (call.Instance is { } receiver)
        {
            if (IsConcurrentDictionary(receiver.Type) && method.Name is "ContainsKey" or "TryGetValue" && locations.Of(receiver) is { } tested)
            {
                _checked.Add(tested);
            }
            else if (LocationReader.IsSpan(receiver.Type) && method.Name is "Clear" or "Fill" or "Reverse" && locations.Of(receiver) is { Member: not null } span)
            {
                add(new(span, AccessKind.Write, receiver.Syntax, held));
            }
            else if (ChangesStruct(call) && locations.Of(receiver) is { Member: not null } value)
            {
                add(new(value, AccessKind.Write, receiver.Syntax, held));
            }
        }

        Use(call.Instance, method, held);
        if (!method.DeclaringSyntaxReferences.IsEmpty)
        {
            return;
        }

        // Other code does with its arguments what it likes.
        foreach (IArgumentOperation argument in call.Arguments)
        {
            Use(argument.Value, method, held);
        }
    }

    /// <summary>Records the use of an object that only one thread may use, or whose thread safety is unknown.</summary>
    public void Use(IOperation? receiver, ISymbol member, ImmutableHashSet<HeldLock> held)
    {
        while (receiver is IConversionOperation { OperatorMethod: null, IsImplicit: true } conversion)
        {
            receiver = conversion.Operand;
        }

        if (member.IsStatic && receiver is null || receiver?.Type is not { IsValueType: false } type || locations.Of(receiver) is not { Member: { } holder } location)
        {
            return;
        }

        if (ThreadSafety.FindUnsafe(type) is { } @unsafe)
        {
            if (!summaries.IsInitiallyShared(holder))
            {
                add(new(location, AccessKind.Write, receiver.Syntax, held) { UnsafeType = @unsafe });
            }
        }
        else if (member.DeclaringSyntaxReferences.IsEmpty && !ThreadSafety.IsSafe(type) && !MutableCollections.IsMutable(TypeIn(location, receiver)))
        {
            add(new(location, AccessKind.Unknown, receiver.Syntax, held) { UnsafeType = type });
        }
    }

    private static bool IsConcurrentDictionary(ITypeSymbol? type) => type.Is("System.Collections.Concurrent", "ConcurrentDictionary", 2);

    // A method of another assembly's struct that is not marked as 'readonly' may change the struct.
    private static bool ChangesStruct(IInvocationOperation call) =>
        call is { Instance.Type: { IsValueType: true, IsReadOnly: false }, TargetMethod: { IsReadOnly: false, DeclaringSyntaxReferences.IsEmpty: true } method }
        && (method.ReturnsVoid || MutableCollections.IsChangeName(method.Name));

    private static bool IsReceiver(IOperation reference)
    {
        IOperation outermost = reference;
        while (outermost.Parent is IConversionOperation or IParenthesizedOperation)
        {
            outermost = outermost.Parent;
        }

        return outermost.Parent switch
        {
            IInvocationOperation call => call.Instance == outermost,
            IPropertyReferenceOperation property => property.Instance == outermost,
            IForEachLoopOperation loop => loop.Collection == outermost,
            IArgumentOperation { Parent: IInvocationOperation call } => call.TargetMethod.DeclaringSyntaxReferences.IsEmpty,
            IConditionalAccessOperation access => access.Operation == outermost,
            _ => false,
        };
    }
}
