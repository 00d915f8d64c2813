using System.Collections.Concurrent;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Bodies;

/// <summary>How many may hold each lock of a class at once, as far as the code that makes the locks tells.</summary>
internal sealed class Permits
{
    private const int Unreadable = -1;

    private readonly ConcurrentDictionary<ISymbol, int> _permits = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a type may be a lock whose number of permits matters.</summary>
    public static bool IsLock(ITypeSymbol? type) =>
        KnownTypes.IsSemaphoreSlim(type) || KnownTypes.IsFlowSemaphore(type) || type.Is("AsyncFlow", "IFlowLock");

    /// <summary>Notes what a lock is made as; two ways that differ make it unreadable.</summary>
    public void Note(ISymbol member, IOperation value)
    {
        int permits = Read(value)?.Count ?? Unreadable;
        _permits.AddOrUpdate(member, permits, (_, known) => known == permits ? known : Unreadable);
    }

    /// <summary>The number of permits, if it can be read.</summary>
    public int? Of(ISymbol member) => _permits.TryGetValue(member, out int permits) && permits != Unreadable ? permits : null;

    /// <summary>
    /// Whether only one at a time holds the lock: a semaphore must be seen to have one permit; of any other lock one expects it.
    /// </summary>
    public bool IsExclusive(ISymbol member, ITypeSymbol? type) => Of(member) is { } permits
        ? permits == 1
        : !KnownTypes.IsSemaphoreSlim(type) && !KnownTypes.IsFlowSemaphore(type);

    /// <summary>The permits that an expression gives a new lock, and the expression that says so.</summary>
    public static (int Count, SyntaxNode Syntax)? Read(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        if (value is not IObjectCreationOperation creation)
        {
            return null;
        }

        if (!KnownTypes.IsSemaphoreSlim(creation.Type) && !KnownTypes.IsFlowSemaphore(creation.Type))
        {
            return (1, creation.Syntax);
        }

        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter?.Name is "permits" or "initialCount" && argument.Value.ConstantValue is { HasValue: true, Value: int permits })
            {
                return (permits, argument.Value.Syntax);
            }
        }

        return null;
    }
}
