using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Writes the calls of the methods that stop what steps have started.</summary>
internal static class LifetimeBuilder
{
    public static LifetimeModel Build(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedStop> stops)
    {
        string @class = MemberAccess.FreeName(flow, "StartedSteps", MemberAccess.Level(flow));
        string field = MemberAccess.FreeName(flow, "_started", MemberAccess.Level(flow));
        return new(
            stops.Select(stop => new StopModel(stop.Step, stop.Method.Name, !stop.Method.ReturnsVoid, stop.Method.ReturnsVoid || stop.Method.ReturnType.IsValueType ? Call(stop) : $"new global::System.Threading.Tasks.ValueTask({Call(stop)})")).ToImmutableArray(),
            Kept(stops).OrderBy(static step => step).Select(step => new KeptResultModel(step, TypeText.Variable(steps[step].Result!))).ToImmutableArray(),
            @class,
            field);

        string Call(ParsedStop stop) => $"{TypeText.Identifier(stop.Method.Name)}({string.Join(", ", stop.Producers.Select(producer => producer < 0 ? "cancellationToken" : $"{field}!.Step{producer}!"))})";
    }

    /// <summary>The steps whose results the methods take.</summary>
    public static IEnumerable<int> Kept(ImmutableArray<ParsedStop> stops) => stops.SelectMany(static stop => stop.Producers).Where(static producer => producer >= 0).Distinct();
}
