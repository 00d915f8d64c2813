using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>Determines from the surrounding operations whether a reference to a member reads or writes it.</summary>
internal static class AccessKinds
{
    /// <param name="reference">A reference to a member or to an element of an array.</param>
    /// <param name="type">The type of the object that it refers to.</param>
    public static AccessKind Of(IOperation reference, ITypeSymbol? type)
    {
        IOperation storage = StorageOf(reference);
        return storage.Parent switch
        {
            ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target == storage =>
                IsVolatile(storage) ? AccessKind.Atomic : AccessKind.Write,
            ISimpleAssignmentOperation { IsRef: true } assignment when assignment.Value == storage && IsWritableRef(assignment.Target) => AccessKind.Write,
            ICompoundAssignmentOperation assignment when assignment.Target == storage => AccessKind.Write,
            ICoalesceAssignmentOperation assignment when assignment.Target == storage => AccessKind.Write,
            IIncrementOrDecrementOperation => AccessKind.Write,
            ITupleOperation tuple when IsDeconstructionTarget(tuple) => AccessKind.Write,
            IArgumentOperation argument => OfArgument(argument, type),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: RefKind.Ref } } => AccessKind.Write,
            IReturnOperation when ReturnsByRef(storage) => AccessKind.Write,
            IAddressOfOperation => AccessKind.Write,
            _ => ChangesContent(storage, storage == reference ? type : storage.Type) ? AccessKind.Write : IsVolatile(storage) ? AccessKind.Atomic : AccessKind.Read,
        };
    }

    /// <summary>The outermost operation in the same storage: for example a field of a struct, or a parenthesized expression.</summary>
    private static IOperation StorageOf(IOperation reference)
    {
        while (true)
        {
            switch (reference.Parent)
            {
                case IFieldReferenceOperation { Field.ContainingType.IsValueType: true } member when member.Instance == reference:
                    reference = member;
                    break;
                case IPropertyReferenceOperation { Property.ContainingType.IsValueType: true } member when member.Instance == reference && IsAssigned(member):
                    reference = member;
                    break;
                case IParenthesizedOperation parenthesis:
                    reference = parenthesis;
                    break;
                default:
                    return reference;
            }
        }
    }

    /// <summary>Whether the operation is the target of an assignment.</summary>
    public static bool IsAssigned(IOperation target) => target.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == target,
        IIncrementOrDecrementOperation => true,
        ITupleOperation tuple => IsDeconstructionTarget(tuple),
        _ => false,
    };

    private static bool IsDeconstructionTarget(ITupleOperation tuple)
    {
        IOperation outermost = tuple;
        while (outermost.Parent is ITupleOperation parent)
        {
            outermost = parent;
        }

        return outermost.Parent is IDeconstructionAssignmentOperation assignment && assignment.Target == outermost;
    }

    private static AccessKind OfArgument(IArgumentOperation argument, ITypeSymbol? type)
    {
        if (argument.Parent is IInvocationOperation call)
        {
            if (IsAtomic(call.TargetMethod.ContainingType))
            {
                return argument.Parameter?.RefKind == RefKind.Ref ? AccessKind.Atomic : AccessKind.Read;
            }

            if (MutableCollections.IsArrayChange(call) && call.Arguments[0] == argument)
            {
                return AccessKind.Write;
            }

            // The first argument of an extension method is its receiver.
            if (call.TargetMethod.IsExtensionMethod && call.Arguments[0] == argument && MutableCollections.IsChange(call, type))
            {
                return AccessKind.Write;
            }
        }

        return argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out ? AccessKind.Write : AccessKind.Read;
    }

    private static bool IsAtomic(ITypeSymbol type) =>
        type.Is("System.Threading", "Interlocked") || type.Is("System.Threading", "Volatile") || type.Is("System.Threading", "LazyInitializer")
        || type.Is("System.Collections.Immutable", "ImmutableInterlocked");

    private static bool IsVolatile(IOperation storage) => storage is IFieldReferenceOperation { Field.IsVolatile: true };

    private static bool IsWritableRef(IOperation target) => target is not ILocalReferenceOperation { Local.RefKind: RefKind.RefReadOnly };

    /// <summary>Whether the collection that an expression refers to is modified.</summary>
    /// <param name="storage">The expression.</param>
    /// <param name="type">The type of the collection.</param>
    public static bool ChangesContent(IOperation storage, ITypeSymbol? type)
    {
        if (!MutableCollections.IsMutable(type))
        {
            return false;
        }

        IOperation collection = storage;
        while (collection.Parent is IConversionOperation or IParenthesizedOperation)
        {
            collection = collection.Parent;
        }

        return collection.Parent switch
        {
            IInvocationOperation call => call.Instance == collection && MutableCollections.IsChange(call, type),
            IPropertyReferenceOperation property => property.Instance == collection && IsAssigned(property),
            IConditionalAccessOperation access when access.Operation == collection => ChangesReceiver(access.WhenNotNull, type),
            _ => false,
        };
    }

    // In '_list?.Add(x)', the call whose receiver is the tested value.
    private static bool ChangesReceiver(IOperation whenNotNull, ITypeSymbol? type)
    {
        for (IOperation? operation = whenNotNull; operation is not null; operation = Receiver(operation))
        {
            if (operation is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } call)
            {
                return MutableCollections.IsChange(call, type);
            }
        }

        return false;

        static IOperation? Receiver(IOperation operation) => operation switch
        {
            IInvocationOperation call => call.Instance,
            IMemberReferenceOperation member => member.Instance,
            IConditionalAccessOperation access => access.Operation,
            _ => null,
        };
    }

    private static bool ReturnsByRef(IOperation operation)
    {
        for (IOperation? outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case ILocalFunctionOperation function:
                    return function.Symbol.ReturnsByRef;
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol.ReturnsByRef;
            }
        }

        return operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) is IMethodSymbol { ReturnsByRef: true };
    }
}
