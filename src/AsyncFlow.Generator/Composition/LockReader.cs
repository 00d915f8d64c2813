using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads the locks that <c>WithLock</c> names.</summary>
internal static class LockReader
{
    public static ImmutableArray<LockNode> Read(ComposeCall call, string step, Reading reading)
    {
        var locks = ImmutableArray.CreateBuilder<LockNode>();
        bool any = false;
        foreach (ExpressionSyntax argument in call.Rest(1, "locks", "gate"))
        {
            any = true;
            if (Read(argument, step, reading) is { } held)
            {
                locks.Add(held);
            }
        }

        if (!any)
        {
            reading.Unreadable(call.Syntax, "it names no lock; add one behind the step, or leave WithLock away");
        }

        return locks.ToImmutable();
    }

    private static LockNode? Read(ExpressionSyntax argument, string step, Reading reading)
    {
        ExpressionSyntax expression = reading.Plain(argument);
        switch (expression)
        {
            case BaseObjectCreationExpressionSyntax:
                reading.Unreadable(expression, "each run would get a lock of its own, which keeps nobody out; keep it in a field");
                return null;
            case CollectionExpressionSyntax or ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax:
                reading.Unreadable(expression, "it is a collection; write the locks one by one, as arguments");
                return null;
        }

        if (reading.Model.GetTypeInfo(expression).Type is { TypeKind: not TypeKind.Error } type && !LockBinder.IsLock(type))
        {
            reading.Findings.Add(new(FlowDiagnostics.NoLock, expression.GetLocation(), step, Reading.Short(expression), LockBinder.NoLock(type)));
            return null;
        }

        (MemberPath? path, string? reason) = PathReader.Read(expression, reading);
        if (path is { IsFlow: false })
        {
            ISymbol member = path.Members[path.Members.Length - 1];
            return new(member, member.IsStatic || member is IParameterSymbol ? null : path.Parent, expression.GetLocation());
        }

        if (path is not null || reason is not null)
        {
            reading.Unreadable(expression, "a lock is a field, a property or a primary-constructor parameter, so that all runs find the same one");
        }

        return null;
    }
}
