using System.Reflection;
using System.Text;
using AsyncFlow.Generator.Model;
using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>
/// Tests with random shapes, written as compositions and with attributes. Both must have the plan of the reference model.
/// </summary>
public sealed class RandomCompositionTests
{
    private const int Shapes = 200;
    private const int Runs = 20;

    [Fact]
    public void Compositions_and_attributes_agree_with_the_reference_model()
    {
        RandomShape[] shapes = [.. Enumerable.Range(0, Shapes).Select(static seed => new RandomShape(seed))];
        StringBuilder source = new(RandomShape.Support);
        for (int i = 0; i < Shapes; i++)
        {
            source.Append(shapes[i].Functions($"S{i}")).Append(shapes[i].Composition($"C{i}", $"S{i}")).Append(shapes[i].Attributes($"A{i}"));
        }

        Dictionary<string, FlowModel> flows = ComposedModels.Of(source.ToString());

        Assert.Equal(2 * Shapes, flows.Count);
        for (int i = 0; i < Shapes; i++)
        {
            string[] expected = shapes[i].Lines();
            Assert.Equal(expected, ComposedModels.Lines(flows[$"A{i}"]));
            Assert.Equal(expected, ComposedModels.Lines(flows[$"C{i}"]));
        }

        // The shapes include large ones and ones with several locks.
        Assert.Contains(shapes, static shape => shape.Count > 30);
        Assert.Contains(shapes, static shape => shape.Lines().Any(static line => line.Contains("with [L0, L1]", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_expression_defines_the_same_plan_at_run_time()
    {
        foreach (RandomShape shape in Enumerable.Range(0, Shapes).Select(static seed => new RandomShape(seed)))
        {
            FlowPlan plan = Flow.Create(shape.Expression()).Plan;
            Assert.Equal(
                shape.BareLines(),
                plan.Steps.Select(static step => $"{step.Name}{(step.IsAsync ? " async" : "")} after [{string.Join(", ", step.Upstream)}] with {step.Locks.Count}"));
        }
    }

    [Fact]
    public async Task Compositions_run_in_plan_order()
    {
        RandomShape[] shapes = [.. Enumerable.Range(1000, Runs).Select(static seed => new RandomShape(seed))];
        Assembly assembly = GeneratorRunner.Load(RandomShape.Support + string.Concat(shapes.Select(static (shape, i) => shape.Functions($"S{i}") + shape.Composition($"C{i}", $"S{i}"))));
        MethodInfo take = assembly.GetType("Log")!.GetMethod("Take")!;
        for (int i = 0; i < Runs; i++)
        {
            MethodInfo run = assembly.GetType($"C{i}")!.GetMethods().Single(static method => method.Name == "RunAsync" && method.GetParameters().Length == 1);
            FlowPlan plan = (FlowPlan)assembly.GetType($"C{i}")!.GetProperty("Plan")!.GetValue(null)!;
            dynamic pending = run.Invoke(null, [CancellationToken.None])!;
            FlowReport report = await pending;

            Assert.Equal(FlowStatus.Succeeded, report.Status);
            string[] lines = (string[])take.Invoke(null, null)!;
            Assert.Equal(shapes[i].LogLines().Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
            List<string> order = [.. lines.Select(static line => line[..line.IndexOf(':', StringComparison.Ordinal)])];
            Assert.All(plan.Steps, step => Assert.All(step.Upstream, upstream => Assert.True(order.IndexOf(upstream.Name) < order.IndexOf(step.Name))));
        }
    }
}
