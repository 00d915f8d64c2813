using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Graph;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks that the result of a step that can be skipped is not required (FLOW016).</summary>
internal static class SkipRule
{
    public static void Check(FlowContext context, ImmutableArray<ParsedStep> steps, FlowGraph graph, ParsedStep? output)
    {
        if (!steps.Any(static step => step.Condition is not null))
        {
            return;
        }

        foreach (ParsedStep step in steps)
        {
            foreach (ParsedParameter parameter in step.Parameters)
            {
                if (CanBeSkipped(parameter.Producer) && !parameter.TakesOutcome)
                {
                    CheckParameter(step, parameter);
                }
            }

            if (step.Condition is { Step: >= 0 } condition && CanBeSkipped(condition.Step) && !IsCyclic(step.Index, condition.Step))
            {
                Report(condition.Step, context.At(step.Declaration, condition.Argument.Location), $"step '{step.Name}' uses its result as a condition", "remove the condition of one of them");
            }
        }

        if (output is { Condition: not null, Result: { } type } && !AcceptsNull(type))
        {
            Report(output.Index, output.Declaration.TypeLocation, $"its result is the output of '{context.Flow.Name}'", $"remove the condition, or change the type of the result to '{type.Display()}?'");
        }

        bool CanBeSkipped(int producer) => producer >= 0 && steps[producer].Condition is not null;

        // The cycle is reported instead.
        bool IsCyclic(int step, int upstream) => graph.Cycles.Any(cycle => cycle.Contains(step) && cycle.Contains(upstream));

        void CheckParameter(ParsedStep step, ParsedParameter parameter)
        {
            if (parameter.Source == ParameterSource.Element)
            {
                Location location = context.At(step.Declaration, step.Declaration.Each?.Argument?.Location ?? parameter.Symbol.LocationOr(context.Flow));
                Report(parameter.Producer, location, $"step '{step.Name}' runs for each element of its result", "remove the condition, and return an empty list when there is nothing to do");
            }
            else if (!parameter.Symbol.IsOptional && !AcceptsNull(parameter.Symbol))
            {
                Report(
                    parameter.Producer,
                    context.At(step.Declaration, TypeLocation(parameter.Symbol) ?? parameter.Symbol.LocationOr(step.Declaration.Member)),
                    $"parameter '{parameter.Symbol.Name}' of step '{step.Name}' needs its result",
                    $"change the parameter's type to '{parameter.Symbol.Type.Display()}?', or make it optional");
            }
        }

        void Report(int skipped, Location? location, string use, string advice) =>
            context.Report(FlowDiagnostics.SkippedResult, location, steps[skipped].Name, use, advice);
    }

    private static bool AcceptsNull(IParameterSymbol parameter) => AcceptsNull(parameter.Type)
        || (!parameter.Type.IsValueType && parameter.GetAttributes().Any(static attribute => attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "AllowNullAttribute")));

    // Code without nullable annotations accepts null.
    private static bool AcceptsNull(ITypeSymbol type) =>
        type.NullableAnnotation == NullableAnnotation.Annotated
        || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
        || (type.IsReferenceType && type.NullableAnnotation == NullableAnnotation.None);

    private static Location? TypeLocation(IParameterSymbol parameter) =>
        (parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as ParameterSyntax)?.Type?.GetLocation();
}
