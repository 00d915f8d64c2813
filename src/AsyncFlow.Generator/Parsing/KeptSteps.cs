using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Reads <c>[Keep]</c>, and checks that a journal can keep the results (FLOW023).</summary>
internal static class KeptSteps
{
    /// <summary>Reports results that cannot be kept.</summary>
    public static void Check(FlowContext context, ImmutableArray<ParsedStep> steps)
    {
        foreach (ParsedStep step in steps)
        {
            if (AttributeOf(step) is { } attribute && FindProblem(step) is { } problem)
            {
                Location location = attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? step.Declaration.Location;
                context.Report(FlowDiagnostics.InvalidKeep, location, step.Name, problem);
            }
        }
    }

    /// <summary>Whether a step is kept.</summary>
    public static bool IsKept(ParsedStep step) => AttributeOf(step) is not null;

    /// <summary>How the result of a step is kept; null if it is not.</summary>
    public static KeptModel? Of(ParsedStep step, ImmutableArray<ParsedStep> steps) => AttributeOf(step) is not { } attribute ? null : new(
        attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "Version").Value.Value as int? ?? 1,
        step.Declaration.Return.Result is { } result ? TypeText.TypeOf(result) : null,
        step.Element is { } element && !IsListKept(step, steps) ? TypeText.TypeOf(element.Element ?? element.Symbol.Type) : null);

    // Results of elements are kept by position. That is right for any elements if those of the first step that gives them are kept.
    private static bool IsListKept(ParsedStep step, ImmutableArray<ParsedStep> steps)
    {
        HashSet<int> seen = [];
        ParsedStep source = step;
        while (source.Element is { Producer: >= 0 and int producer } && seen.Add(producer))
        {
            source = steps[producer];
        }

        return IsKept(source) && source != step;
    }

    private static AttributeData? AttributeOf(ParsedStep step) => step.Declaration.Member.FindAttribute("KeepAttribute");

    private static string? FindProblem(ParsedStep step) => step.Declaration.Return.Result switch
    {
        _ when step.Declaration.Member.FindAttribute("OwnedAttribute") is not null => "the run disposes of it; remove [Owned] or [Keep]",
        { TypeKind: TypeKind.Dynamic } => "its type is dynamic, so it is not known how to read it; give it a type",
        { } result when IsStream(result) => $"'{result.Display()}' can be a stream, which is read only once; return a list or an array",
        _ => null,
    };

    private static bool IsStream(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Collections_IEnumerable
        || (type is INamedTypeSymbol named && ElementTypes.IsSequence(named))
        || type.Interfaces().Prepend(type).OfType<INamedTypeSymbol>().Any(ElementTypes.IsAsyncSequence);
}
