using System.Collections.Concurrent;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>The number of holders that each lock of a class admits, as far as the code that creates the locks shows.</summary>
internal sealed class Permits
{
    private static readonly PermitCount s_unknown = new(null, null);

    private readonly ConcurrentDictionary<ISymbol, PermitCount> _permits = new(SymbolEqualityComparer.Default);

    /// <summary>Records a value of a member. Different values make the number of permits unknown.</summary>
    public void Record(ISymbol member, IOperation value)
    {
        if (MayAdmitSeveral(TypeOf(member)))
        {
            PermitCount permits = Read(value) ?? s_unknown;
            _permits.AddOrUpdate(member, permits, (_, known) => known.Count == permits.Count ? known : s_unknown);
        }
    }

    /// <summary>The number of permits and its location, if they are known.</summary>
    public PermitCount Of(ISymbol member) => _permits.TryGetValue(member, out PermitCount? permits) ? permits : s_unknown;

    /// <summary>
    /// Whether the lock can have only one holder at a time. A semaphore must be created with one permit. Other locks are
    /// assumed to be exclusive.
    /// </summary>
    public bool IsExclusive(ISymbol member) => Of(member).Count is { } permits ? permits == 1 : !IsSemaphore(TypeOf(member));

    /// <summary>Whether a member may be a lock with several holders.</summary>
    public static bool MayAdmitSeveral(ISymbol member) => MayAdmitSeveral(TypeOf(member));

    private static bool MayAdmitSeveral(ITypeSymbol? type) => IsSemaphore(type) || type.Is("AsyncFlow", "IFlowLock");

    private static bool IsSemaphore(ITypeSymbol? type) => KnownTypes.IsSemaphoreSlim(type) || KnownTypes.IsFlowSemaphore(type);

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private static PermitCount? Read(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        if (value is not IObjectCreationOperation creation)
        {
            return null;
        }

        if (!IsSemaphore(creation.Type))
        {
            return new(1, null);
        }

        foreach (IArgumentOperation argument in creation.Arguments)
        {
            if (argument.Parameter?.Name is "permits" or "initialCount" && argument.Value.ConstantValue is { HasValue: true, Value: int permits })
            {
                return new(permits, argument.Value.Syntax);
            }
        }

        return null;
    }
}

/// <summary>The number of holders that a lock admits.</summary>
/// <param name="Count">The number; null if it is unknown.</param>
/// <param name="Syntax">The expression of the number; null for a lock that is not a semaphore.</param>
internal sealed record PermitCount(int? Count, SyntaxNode? Syntax);
