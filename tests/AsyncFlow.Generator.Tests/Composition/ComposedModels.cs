using AsyncFlow.Generator.Model;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>The models that the generator creates from sources.</summary>
internal static class ComposedModels
{
    /// <summary>The models of all flows, by class name. No flow may have errors.</summary>
    public static Dictionary<string, FlowModel> Of(params string[] sources)
    {
        GeneratorRunResult result = GeneratorRunner.Driver().RunGenerators(GeneratorRunner.Compile(sources)).GetRunResult().Results[0];
        Dictionary<string, FlowModel> flows = result.TrackedSteps[FlowGenerator.ModelsStep]
            .SelectMany(static step => step.Outputs)
            .Select(static output => (FlowModel)output.Value)
            .ToDictionary(static flow => flow.Name);
        Assert.All(flows.Values, static flow => Assert.True(flow.Problems.Count == 0, $"{flow.Name}: {string.Join(", ", flow.Problems)}"));
        return flows;
    }

    /// <summary>A plan as text: one line for each step, with its upstream steps and locks.</summary>
    public static string[] Lines(FlowModel flow) =>
    [
        .. flow.Steps.Select(step =>
            $"{step.Name}{(step.Await is null ? "" : " async")} after [{string.Join(", ", step.Upstream.Select(upstream => flow.Steps[upstream].Name))}]"
            + $" with [{string.Join(", ", step.Locks.Select(static held => held.Name))}]"),
    ];

    /// <summary>The plan of the only flow in a source.</summary>
    public static string[] Lines(string source) => Lines(Assert.Single(Of(source)).Value);
}
