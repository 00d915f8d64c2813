using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads the locks of a <c>WithLock</c> call.</summary>
internal static class LockReader
{
    public static ImmutableArray<LockNode> Read(ComposeCall call, string step, ReaderContext context)
    {
        if (call.Argument("key", 2) is { } key && call.Argument("locks", 1) is { } keyed && !IsLock(key, context))
        {
            return ReadKeyed(keyed, key, step, context) is { } one ? ImmutableArray.Create(one) : ImmutableArray<LockNode>.Empty;
        }

        ImmutableArray<LockNode>.Builder locks = ImmutableArray.CreateBuilder<LockNode>();
        bool any = false;
        foreach (ExpressionSyntax argument in call.Rest(1, "locks", "gate"))
        {
            any = true;
            if (Read(argument, step, context) is { } held)
            {
                locks.Add(held);
            }
        }

        if (!any)
        {
            context.Unreadable(call.Syntax, "it has no lock; add a lock after the step, or remove WithLock");
        }

        return locks.ToImmutable();
    }

    private static string? WhyNot(ITypeSymbol type, bool hasKey) => (KeyBinder.KeyOf(type) is not null, hasKey) switch
    {
        (true, false) => "it has a lock for each key; name the method that gives the key after it",
        (false, true) => $"its type '{type.Display()}' is not FlowLocks, and only that has keys",
        _ => LockBinder.WhyNot(type, hasKey),
    };

    // WithLock(step, locks, key), where key names a method. What is neither a method nor a lock is read as a lock, which explains it.
    private static bool IsLock(ExpressionSyntax argument, ReaderContext context) =>
        MethodGroupReader.Candidates(context.Unwrap(argument), context.Model).IsEmpty && context.Unwrap(argument) is not AnonymousFunctionExpressionSyntax;

    private static LockNode? ReadKeyed(ExpressionSyntax locks, ExpressionSyntax key, string step, ReaderContext context)
    {
        LockNode? held = Read(locks, step, context, hasKey: true);
        ExpressionSyntax name = context.Unwrap(key);
        ImmutableArray<IMethodSymbol> methods = name is AnonymousFunctionExpressionSyntax ? ImmutableArray<IMethodSymbol>.Empty : MethodGroupReader.Candidates(name, context.Model);
        if (methods is not [var method])
        {
            context.Unreadable(name, methods.IsEmpty ? "lambdas are not supported; name a method that gives the key" : $"'{methods[0].Name}' is overloaded; name a method that has no overloads");
            return null;
        }

        return MethodGroupReader.Read(name, method, context) is { } read ? held is null ? null : held with { Key = read } : null;
    }

    private static LockNode? Read(ExpressionSyntax argument, string step, ReaderContext context, bool hasKey = false)
    {
        ExpressionSyntax expression = context.Unwrap(argument);
        switch (expression)
        {
            case BaseObjectCreationExpressionSyntax:
                context.Unreadable(expression, "each run would get its own lock; store the lock in a field");
                return null;
            case CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax:
                context.Unreadable(expression, "it is a collection; pass the locks as separate arguments");
                return null;
        }

        if (context.Model.GetTypeInfo(expression).Type is { TypeKind: not TypeKind.Error } type && WhyNot(type, hasKey) is { } problem)
        {
            context.Findings.Add(new(FlowDiagnostics.InvalidLock, expression.GetLocation(), step, ReaderContext.Abbreviate(expression), problem));
            return null;
        }

        (MemberPath? path, string? reason) = PathReader.Read(expression, context);
        if (path is { IsFlow: false })
        {
            ISymbol member = path.Members[path.Members.Length - 1];
            return new(member, member.IsStatic || member is IParameterSymbol ? null : path.Parent, expression.GetLocation());
        }

        if (path is not null || reason is not null)
        {
            context.Unreadable(expression, "a lock must be a field, a property or a primary-constructor parameter, so that all runs share it");
        }

        return null;
    }
}
