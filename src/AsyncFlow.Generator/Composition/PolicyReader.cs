using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads the policies of a <c>WithPolicy</c> call.</summary>
internal static class PolicyReader
{
    public static ImmutableArray<PolicyNode> Read(ComposeCall call, ReaderContext context)
    {
        ImmutableArray<PolicyNode>.Builder policies = ImmutableArray.CreateBuilder<PolicyNode>();
        bool any = false;
        foreach (ExpressionSyntax argument in call.Rest(1, "policies"))
        {
            any = true;
            ExpressionSyntax expression = context.Unwrap(argument);
            (MemberPath? path, string? reason) = PathReader.Read(expression, context);
            if (path is { IsFlow: false })
            {
                ISymbol member = path.Members[path.Members.Length - 1];
                policies.Add(new(member, member.IsStatic || member is IParameterSymbol ? null : path.Parent, expression.GetLocation()));
            }
            else if (path is not null || reason is not null)
            {
                context.Unreadable(expression, "a policy must be a field, a property or a primary-constructor parameter");
            }
        }

        if (!any)
        {
            context.Unreadable(call.Syntax, "it has no policy; add a policy after the step, or remove WithPolicy");
        }

        return policies.ToImmutable();
    }

    /// <summary>The policies as they are bound to a step, with a finding for each that cannot be one of it.</summary>
    public static ImmutableArray<ParsedPolicy> Bind(StepNode step, StepDeclaration declaration, FlowContext context)
    {
        ImmutableArray<ParsedPolicy>.Builder policies = ImmutableArray.CreateBuilder<ParsedPolicy>();
        foreach (PolicyNode node in step.Policies)
        {
            if (PolicyBinder.WhyNot(MemberLookup.TypeOf(node.Member)!, declaration.Return.Result, context.Compilation) is { } problem)
            {
                context.Report(FlowDiagnostics.InvalidPolicy, node.Location, PolicyBinder.Subject(declaration.Name), node.Member.Name, problem);
            }
            else
            {
                policies.Add(new(node.Member, node.Receiver is { IsFlow: false } ? node.Receiver : null));
            }
        }

        return policies.ToImmutable();
    }
}
