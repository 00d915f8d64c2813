using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Advice;

/// <summary>FLOW201 and FLOW204: how steps name their upstream steps.</summary>
internal static class EdgeAdvice
{
    public static IEnumerable<Diagnostic> Check(ParsedFlow flow)
    {
        foreach (ParsedStep step in flow.Steps)
        {
            // An inherited step is declared in other code.
            if (step.Declaration.IsInherited)
            {
                continue;
            }

            foreach ((ParsedEdge edge, string reason) in Redundant(step, flow))
            {
                yield return Diagnostic.Create(
                    AdviceDiagnostics.RedundantUpstream, edge.Location, step.Name, flow.Steps[edge.Step].Name, reason);
            }

            foreach (ParsedEdge edge in step.Upstream)
            {
                if (flow.Steps[edge.Step].Declaration.CanBeNamed && Literal(edge.Argument?.Syntax) is { } literal)
                {
                    yield return Diagnostic.Create(AdviceDiagnostics.NameAsLiteral, literal.GetLocation(), Escaped(flow.Steps[edge.Step].Name));
                }
            }
        }
    }

    private static IEnumerable<(ParsedEdge Edge, string Reason)> Redundant(ParsedStep step, ParsedFlow flow)
    {
        // Named, the edge has a step that could take elements one by one wait for the whole list.
        bool mayStream = step.Upstream.Any(edge => edge.Kind == EdgeKind.Each && flow.Steps[edge.Step].Declaration.Each is not null);
        if (step.Upstream.Length < 2 || mayStream)
        {
            yield break;
        }

        HashSet<int> named = new();
        foreach (ParsedEdge edge in step.Upstream)
        {
            if (edge.Kind != EdgeKind.Named)
            {
                continue;
            }

            bool isFirst = named.Add(edge.Step);
            if (step.Upstream.FirstOrDefault(other => other.Step == edge.Step && other.Kind != EdgeKind.Named) is { } data)
            {
                yield return (edge, data.Kind switch
                {
                    EdgeKind.When => "its result is the condition",
                    EdgeKind.Each => $"parameter '{data.Parameter?.Name}' takes the elements of its result",
                    _ => $"parameter '{data.Parameter?.Name}' takes its result",
                });
            }
            else if (!isFirst)
            {
                yield return (edge, "it is named twice");
            }
            else if (Reachability.Of(flow) is var paths && step.Upstream.FirstOrDefault(other => paths.IsBefore(edge.Step, other.Step)) is { } later)
            {
                yield return (edge, $"'{flow.Steps[later.Step].Name}' already waits for it");
            }
        }
    }

    private static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static LiteralExpressionSyntax? Literal(SyntaxNode? argument) =>
        (argument is ExpressionElementSyntax element ? element.Expression : argument) is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal
            ? literal
            : null;
}
