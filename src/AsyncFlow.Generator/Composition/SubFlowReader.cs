using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads the flow of a <c>SubFlow</c> call.</summary>
internal static class SubFlowReader
{
    public static StepNode? Read(ComposeCall call, ReaderContext context)
    {
        if (call.Argument("flow", 0) is not { } argument)
        {
            context.CompilerErrors.Add("CS7036");
            return null;
        }

        ExpressionSyntax expression = context.Unwrap(argument);
        (MemberPath? path, string? reason) = PathReader.Read(expression, context);
        if (path is { IsFlow: false })
        {
            ISymbol member = path.Members[path.Members.Length - 1];
            return new(member, member.IsStatic || member is IParameterSymbol ? null : path.Parent, expression.GetLocation());
        }

        if (path is not null || reason is not null)
        {
            context.Unreadable(expression, "the flow to run must be a field, a property or a primary-constructor parameter");
        }

        return null;
    }
}
