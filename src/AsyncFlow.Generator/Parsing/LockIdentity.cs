using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Determines which object a lock is, where this is certain. Two members with the same identity hold the same lock.</summary>
/// <param name="compilation">The compilation of the flows.</param>
/// <param name="arguments">The known arguments of the flow's primary constructor; null for the outermost flow.</param>
internal sealed class LockIdentity(Compilation compilation, IReadOnlyDictionary<ISymbol, ISymbol>? arguments)
{
    // Members can refer to other members. Longer chains than this do not occur in practice.
    private const int MaxDepth = 8;

    /// <summary>The member, parameter or static field that identifies the object; null if it is unknown.</summary>
    public ISymbol? Of(ISymbol member)
    {
        ISymbol current = member.OriginalDefinition;
        for (int i = 0; i < MaxDepth; i++)
        {
            if (current is IParameterSymbol)
            {
                return arguments is null ? current : arguments.TryGetValue(current, out ISymbol? passed) ? passed : null;
            }

            if (ReferredMember(current) is not { } other)
            {
                return current.IsStatic ? current is IFieldSymbol || IsAutomatic(current) ? current : null : arguments is null && IsFixed(current) ? current : null;
            }

            current = other;
        }

        return null;
    }

    /// <summary>The known arguments of the primary constructor in the initializer of a member.</summary>
    public IReadOnlyDictionary<ISymbol, ISymbol> PassedBy(ISymbol member, INamedTypeSymbol type)
    {
        Dictionary<ISymbol, ISymbol> passed = new(SymbolEqualityComparer.Default);
        if (IsFixed(member) && Value(member) is { } value && OperationOf(value) is IObjectCreationOperation creation && creation.Type.SameAs(type))
        {
            foreach (IArgumentOperation argument in creation.Arguments)
            {
                if (argument.Parameter is { } parameter && Referenced(argument.Value) is { } symbol && Of(symbol) is { } identity)
                {
                    passed[parameter.OriginalDefinition] = identity;
                }
            }
        }

        return passed;
    }

    // The member whose value another member always has.
    private ISymbol? ReferredMember(ISymbol member) => IsFixed(member) && Value(member) is { } value ? Referenced(OperationOf(value)) : null;

    /// <summary>Whether only one step can hold the lock at a time: a semaphore must be visibly created with one permit.</summary>
    public bool IsExclusive(ISymbol identity) => PermitsOf(identity) == 1;

    /// <summary>How many steps can hold the lock at a time; null if that is not visible.</summary>
    public int? PermitsOf(ISymbol identity)
    {
        IObjectCreationOperation? creation = IsFixed(identity) && Value(identity) is { } value ? OperationOf(value) as IObjectCreationOperation : null;
        ITypeSymbol? type = creation?.Type ?? MemberLookup.TypeOf(identity);
        return !type.Is("AsyncFlow", "FlowSemaphore") && !type.Is("System.Threading", "SemaphoreSlim")
            ? 1
            : creation?.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name is "permits" or "initialCount")?.Value.ConstantValue is { HasValue: true, Value: int permits } ? permits : null;
    }

    private static bool IsFixed(ISymbol member) => member is IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null, IsVirtual: false, IsAbstract: false, IsOverride: false };

    private static bool IsAutomatic(ISymbol member) => member.DeclaringSyntaxReferences is [var reference]
        && reference.GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: null, AccessorList.Accessors: [{ Body: null, ExpressionBody: null }] };

    private static ExpressionSyntax? Value(ISymbol member) => member.DeclaringSyntaxReferences is [var reference]
        ? reference.GetSyntax() switch
        {
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            PropertyDeclarationSyntax property => property.ExpressionBody?.Expression ?? property.Initializer?.Value,
            _ => null,
        }
        : null;

    private IOperation? OperationOf(ExpressionSyntax expression) =>
        compilation.ContainsSyntaxTree(expression.SyntaxTree) ? compilation.GetSemanticModel(expression.SyntaxTree).GetOperation(expression) : null;

    private static ISymbol? Referenced(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value switch
        {
            IParameterReferenceOperation parameter => parameter.Parameter.OriginalDefinition,
            IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member
                when member.Member.IsStatic || member.Instance is IInstanceReferenceOperation => member.Member.OriginalDefinition,
            _ => null,
        };
    }
}
