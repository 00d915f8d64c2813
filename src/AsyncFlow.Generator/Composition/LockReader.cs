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

    private static LockNode? Read(ExpressionSyntax argument, string step, ReaderContext context)
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

        if (context.Model.GetTypeInfo(expression).Type is { TypeKind: not TypeKind.Error } type && !LockBinder.IsLock(type))
        {
            context.Findings.Add(new(FlowDiagnostics.InvalidLock, expression.GetLocation(), step, ReaderContext.Abbreviate(expression), LockBinder.NotALock(type)));
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
