using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks that at most one step is the output, and that it has a result (FLOW009).</summary>
internal static class OutputRule
{
    public static ParsedStep? Check(FlowContext context, ImmutableArray<ParsedStep> steps)
    {
        ParsedStep? output = null;
        foreach (ParsedStep step in steps)
        {
            if (step.Declaration.Member.FindAttribute("OutputAttribute") is not { } attribute)
            {
                continue;
            }

            string? problem = step.Declaration.Return.Result is null ? "it has no result"
                : Streams.IsStreamed(step.Declaration.Member) && step.Declaration.Each is null ? "it gives one result; Stream is for a step with [Each], which gives a result for each element"
                : output is not null ? $"'{output.Name}' is already the output"
                : null;
            if (problem is null)
            {
                output = step;
                continue;
            }

            Location location = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? step.Declaration.Location;
            context.Report(FlowDiagnostics.InvalidOutput, location, step.Name, context.Flow.Name, problem);
        }

        return output;
    }
}
