using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Advice;

/// <summary>FLOW106, FLOW107 and FLOW202: how results are used.</summary>
internal static class ResultAdvice
{
    public static IEnumerable<Diagnostic> Check(ParsedFlow flow, Compilation compilation)
    {
        bool[] isUsed = new bool[flow.Steps.Length];
        foreach (ParsedStep step in flow.Steps)
        {
            // The run disposes it.
            isUsed[step.Index] |= step.Declaration.Member.FindAttribute("OwnedAttribute") is not null;
            if (step.Condition is { Step: >= 0 } condition)
            {
                isUsed[condition.Step] = true;
            }

            foreach (ParsedParameter parameter in step.Parameters)
            {
                if (parameter.Producer >= 0)
                {
                    isUsed[parameter.Producer] = true;
                    if (!parameter.TakesOutcome && Nullable(flow.Steps[parameter.Producer], parameter, step) is { } diagnostic)
                    {
                        yield return diagnostic;
                    }
                }
            }
        }

        foreach (int taken in flow.Stops.SelectMany(static stop => stop.Producers).Where(static producer => producer >= 0))
        {
            isUsed[taken] = true;
        }

        foreach (ParsedStep step in flow.Steps)
        {
            if (!isUsed[step.Index] && !step.Declaration.IsInherited && Lost(step, step == flow.Output, compilation) is { } lost)
            {
                yield return lost;
                isUsed[step.Index] = true;
            }
        }

        // A composition uses existing methods, which may have other callers.
        foreach (ParsedStep step in flow.Steps.Where(static step => step.Declaration.Attribute is not null))
        {
            // A flow that a step runs may have other users.
            if (!isUsed[step.Index] && step != flow.Output && !step.Declaration.IsInherited && step.Method is not null && step.Declaration.Return.Result is not null)
            {
                yield return Diagnostic.Create(AdviceDiagnostics.UnusedResult, step.Declaration.TypeLocation, step.Name);
            }
        }
    }

    // Work that nothing waits for: a task as the result, or a flow that is made but not run. Who runs the flow gets the output.
    private static Diagnostic? Lost(ParsedStep step, bool isOutput, Compilation compilation)
    {
        if (step.Declaration.Return.Result is not { } result)
        {
            return null;
        }

        string? problem = StepReturn.IsTask(result) ? $"it is a '{result.Display()}', which nothing awaits; await it in the step, for example with Unwrap()"
            : isOutput || SubFlow.Of(result, step.Declaration.Member.ContainingType, compilation, null) is null ? null
            : step.Method is null ? $"it is the flow '{result.Display()}', which nothing runs; run it in a step that takes it"
            : $"it is the flow '{result.Display()}', which nothing runs; run it in the step and return its result, or mark a member that holds it with [Step]";
        return problem is null ? null : Diagnostic.Create(AdviceDiagnostics.LostWork, step.Declaration.TypeLocation, step.Name, problem);
    }

    private static Diagnostic? Nullable(ParsedStep producer, ParsedParameter given, ParsedStep step)
    {
        IParameterSymbol parameter = given.Symbol;
        bool mayBeNull = (given.Element ?? producer.Result) is { IsValueType: false, NullableAnnotation: NullableAnnotation.Annotated }
            && !(producer.Method is { } method && Has(method.GetReturnTypeAttributes(), "NotNullAttribute"));
        bool mayNotBeNull = parameter.Type is { IsValueType: false, NullableAnnotation: NullableAnnotation.NotAnnotated }
            && !Has(parameter.GetAttributes(), "AllowNullAttribute");
        bool losesNull = (mayBeNull && mayNotBeNull) || (given.Producer >= 0 && (given.Element ?? producer.Result) is { } type && Nullability.LosesNull(type, parameter.Type));
        return losesNull && !step.Declaration.IsInherited
            ? Diagnostic.Create(
                AdviceDiagnostics.NullableResult,
                step.Declaration.Attribute is null ? step.Declaration.Location : Type(parameter),
                producer.Name,
                parameter.Name,
                step.Name,
                mayBeNull && mayNotBeNull ? $"make it '{parameter.Type.Display()}?' or make the result of '{producer.Name}' non-nullable" : $"its type '{parameter.Type.Display()}' hides the null in '{(given.Element ?? producer.Result)!.Display()}'; change one of the types")
            : null;
    }

    private static bool Has(IEnumerable<AttributeData> attributes, string name) =>
        attributes.Any(attribute => attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", name));

    private static Location? Type(IParameterSymbol parameter) =>
        (parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as ParameterSyntax)?.Type?.GetLocation() ?? parameter.Locations.FirstOrDefault();
}
