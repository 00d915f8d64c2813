using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Advice;

/// <summary>FLOW106 and FLOW202: how results are used.</summary>
internal static class ResultAdvice
{
    public static IEnumerable<Diagnostic> Check(ParsedFlow flow)
    {
        bool[] isUsed = new bool[flow.Steps.Length];
        foreach (ParsedStep step in flow.Steps)
        {
            if (step.Condition is { Step: >= 0 } condition)
            {
                isUsed[condition.Step] = true;
            }

            foreach (ParsedParameter parameter in step.Parameters)
            {
                if (parameter.Producer >= 0)
                {
                    isUsed[parameter.Producer] = true;
                    if (Nullable(flow.Steps[parameter.Producer], parameter, step) is { } diagnostic)
                    {
                        yield return diagnostic;
                    }
                }
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
