using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Which object a lock surely is: two members with one identity hold one lock.</summary>
/// <param name="compilation">The compilation of the flows.</param>
/// <param name="given">What the primary constructor's parameters of the flow's object are, where that is known.</param>
internal sealed class LockIdentity(Compilation compilation, IReadOnlyDictionary<ISymbol, ISymbol>? given)
{
    // A member that stands for another, which stands for another: nobody writes more of them.
    private const int MostSteps = 8;

    /// <summary>The member, the parameter or the static field that stands for the object; null if nobody can tell.</summary>
    public ISymbol? Of(ISymbol member)
    {
        ISymbol current = member.OriginalDefinition;
        for (int i = 0; i < MostSteps; i++)
        {
            if (current is IParameterSymbol)
            {
                return given is null ? current : given.TryGetValue(current, out ISymbol? passed) ? passed : null;
            }

            if (StandsFor(current) is not { } other)
            {
                return current.IsStatic ? current is IFieldSymbol || IsAutomatic(current) ? current : null : given is null && IsFixed(current) ? current : null;
            }

            current = other;
        }

        return null;
    }

    /// <summary>What the object that a member is made with gets for its class's primary constructor; null if nobody can tell.</summary>
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

    // The member that a member surely holds the value of.
    private ISymbol? StandsFor(ISymbol member) => IsFixed(member) && Value(member) is { } value ? Referenced(OperationOf(value)) : null;

    /// <summary>Whether only one step can hold the lock at a time: a semaphore must be seen to be made with one permit.</summary>
    public bool IsExclusive(ISymbol identity)
    {
        IObjectCreationOperation? creation = IsFixed(identity) && Value(identity) is { } value ? OperationOf(value) as IObjectCreationOperation : null;
        ITypeSymbol? type = creation?.Type ?? MemberLookup.TypeOf(identity);
        return (!type.Is("AsyncFlow", "FlowSemaphore") && !type.Is("System.Threading", "SemaphoreSlim"))
            || (creation?.Arguments.Any(static argument => argument.Parameter?.Name is "permits" or "initialCount" && argument.Value.ConstantValue is { HasValue: true, Value: 1 }) ?? false);
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
