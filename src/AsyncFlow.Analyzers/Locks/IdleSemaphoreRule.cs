using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Locks;

/// <summary>
/// FLOW203: a private semaphore with at least as many permits as there are steps, and elements of steps, that hold it at
/// the same time. Not reported if other code may use the semaphore: an explicit wait, a method that takes it as an
/// argument, or other instances of the class.
/// </summary>
internal static class IdleSemaphoreRule
{
    public static void Check(ParsedFlow flow, MethodSummaries summaries, Action<Diagnostic> report)
    {
        Dictionary<ISymbol, long> users = new(SymbolEqualityComparer.Default);
        foreach (ParsedStep step in flow.Steps)
        {
            foreach (ParsedLock held in step.Locks)
            {
                users[held.Member] = users.TryGetValue(held.Member, out long count) ? count + UsersIn(step) : UsersIn(step);
            }
        }

        foreach (KeyValuePair<ISymbol, long> semaphore in users)
        {
            if (IsOwn(semaphore.Key, flow.Type)
                && summaries.Permits.Of(semaphore.Key) is { Count: { } permits, Syntax: { } place }
                && permits >= semaphore.Value
                && !summaries.IsUsed(semaphore.Key))
            {
                report(Diagnostic.Create(AdviceDiagnostics.IdleSemaphore, place.GetLocation(), semaphore.Key.Name, permits, semaphore.Value));
            }
        }
    }

    // Each element holds the locks separately.
    private static long UsersIn(ParsedStep step) => step.Declaration.Each switch
    {
        null => 1,
        { MaxConcurrency: 0 } => int.MaxValue,
        var each => each.MaxConcurrency,
    };

    private static bool IsOwn(ISymbol member, INamedTypeSymbol flow) =>
        member.DeclaredAccessibility == Accessibility.Private && (!member.IsStatic || flow.IsStatic) && member.ContainingType.SameAs(flow);
}
