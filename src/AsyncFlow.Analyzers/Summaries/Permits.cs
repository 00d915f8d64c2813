using System.Collections.Concurrent;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>How many may hold each lock of a class at once, as far as the code that makes the locks tells.</summary>
internal sealed class Permits
{
    private static readonly PermitCount s_unreadable = new(null, null);

    private readonly ConcurrentDictionary<ISymbol, PermitCount> _permits = new(SymbolEqualityComparer.Default);

    /// <summary>Notes what a member is made as; two ways that differ make it unreadable.</summary>
    public void Record(ISymbol member, IOperation value)
    {
        if (MayCount(TypeOf(member)))
        {
            var permits = Read(value) ?? s_unreadable;
            _permits.AddOrUpdate(member, permits, (_, known) => known.Count == permits.Count ? known : s_unreadable);
        }
    }

    /// <summary>The number of permits and where it is written, if they can be read.</summary>
    public PermitCount Of(ISymbol member) => _permits.TryGetValue(member, out var permits) ? permits : s_unreadable;

    /// <summary>
    /// Whether only one at a time holds the lock: a semaphore must be seen to have one permit; of any other lock one expects it.
    /// </summary>
    public bool IsExclusive(ISymbol member) => Of(member).Count is { } permits ? permits == 1 : !IsSemaphore(TypeOf(member));

    /// <summary>Whether a member may be a lock that several may hold.</summary>
    public static bool MayCount(ISymbol member) => MayCount(TypeOf(member));

    private static bool MayCount(ITypeSymbol? type) => IsSemaphore(type) || type.Is("AsyncFlow", "IFlowLock");

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

        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter?.Name is "permits" or "initialCount" && argument.Value.ConstantValue is { HasValue: true, Value: int permits })
            {
                return new(permits, argument.Value.Syntax);
            }
        }

        return null;
    }
}

/// <summary>How many may hold a lock at once.</summary>
/// <param name="Count">Null where it cannot be read.</param>
/// <param name="Syntax">The expression that says so; null for a lock that is no semaphore.</param>
internal sealed record PermitCount(int? Count, SyntaxNode? Syntax);
