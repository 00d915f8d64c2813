using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Durable;

/// <summary>
/// FLOW301 and FLOW305: a step of a <c>[Durable]</c> flow changes a member of the flow, or uses static state that can change. Each step runs with an object of its own, in any
/// process, and again after a crash. Objects that the container gives are not looked into: they may well stand for what all processes share.
/// </summary>
internal static class DurableStateRule
{
    public static void Check(ParsedFlow flow, MethodSummaries summaries, Action<Diagnostic> report)
    {
        if (!flow.Problems.IsEmpty || !DurableBuilder.IsDurable(flow.Type))
        {
            return;
        }

        // One report for each member, since it is one mistake.
        HashSet<ISymbol> reported = new(SymbolEqualityComparer.Default);
        foreach (ParsedStep step in flow.Steps)
        {
            foreach (Access access in ReachableMethods.AccessesOf(step, summaries))
            {
                if (access.UnsafeType is null && Find(step, access, flow, summaries) is var (member, diagnostic) && reported.Add(member))
                {
                    report(diagnostic);
                }
            }
        }
    }

    private static (ISymbol Member, Diagnostic Diagnostic)? Find(ParsedStep step, Access access, ParsedFlow flow, MethodSummaries summaries)
    {
        bool isChange = IsChange(access);
        ISymbol? member = access.Location.Start.Member ?? FirstOf(access.Location);
        bool isDirect = access.Location.Storage.Member.SameAs(member);
        switch (member)
        {
            case IFieldSymbol { IsStatic: true, IsConst: false } or IPropertySymbol { IsStatic: true } when isChange && (isDirect || summaries.InitialType(member) is not null):
                return (member, Static(step, access, member, "changes", "other processes do not see; return the value as a result, or store it where all processes find it"));
            case IFieldSymbol { IsStatic: true, IsConst: false, IsReadOnly: false } field when OwnMember.IsDeclaredBy(field, flow.Type) && !IsPerProcess(access):
                return (member, Static(step, access, member, "reads", "can be different in every process; make it readonly, or take the value as an [Input]"));
            case IParameterSymbol when isChange && isDirect && IsAssigned(access.Syntax):
            case IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } when isChange && OwnMember.IsDeclaredBy(member, flow.Type) && (isDirect || summaries.InitialType(member) is not null):
                return (member, Diagnostic.Create(DurableDiagnostics.InstanceState, access.Place.GetLocation(), step.Name, member.Name));
            default:
                return null;
        }
    }

    private static Diagnostic Static(ParsedStep step, Access access, ISymbol member, string verb, string advice) =>
        Diagnostic.Create(DurableDiagnostics.StaticState, access.Place.GetLocation(), step.Name, verb, member.Name, advice);

    // A value that is made when it is first needed is the same everywhere. Volatile fields count as atomic when they are read, too.
    private static bool IsChange(Access access) => !IsPerProcess(access) && access.Kind switch
    {
        AccessKind.Write or AccessKind.Subscribe => true,
        AccessKind.Atomic => access.Location.Storage.Member is not IFieldSymbol { IsVolatile: true } || IsAssigned(access.Syntax),
        _ => false,
    };

    private static bool IsPerProcess(Access access) =>
        Target(access.Syntax).Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment && assignment.Left == Target(access.Syntax);

    private static bool IsAssigned(SyntaxNode syntax) => Target(syntax) is var target && target.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == target,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax => target.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        _ => false,
    };

    // With 'this.' before it.
    private static SyntaxNode Target(SyntaxNode syntax) => syntax.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access && access.Name == syntax ? access : syntax;

    // The member of the flow in which a path begins.
    private static ISymbol? FirstOf(StateLocation location)
    {
        StateLocation first = location;
        while (first.Owner is { Owner: not null } or { Member: not null })
        {
            first = first.Owner!;
        }

        return first.Member;
    }
}
