using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests.Composition;

/// <summary>Tests that a composition and attributes define the same flow.</summary>
public sealed class CompositionEquivalenceTests
{
    private const string Somewhere = """
        public static class Somewhere
        {
            public static void F() { } public static void G() { } public static void H() { }
            public static void I() { } public static void J() { } public static void K() { }
        }
        """;

    private const string Composed = """
        using static AsyncFlow.Compose;
        [Flow] public static partial class Nightly
        {
            private static readonly FlowLock L = new();
            [Composition]
            private static FlowNode Steps => Series(
                Somewhere.F,
                Somewhere.G,
                Parallel(
                    WithLock(Somewhere.H, L),
                    WithLock(Somewhere.I, L),
                    Series(Somewhere.J, Somewhere.K)));
        }
        """;

    private const string Attributes = """
        [Flow] public static partial class Nightly
        {
            private static readonly FlowLock L = new();
            [Step] private static void F() => Somewhere.F();
            [Step(nameof(F))] private static void G() => Somewhere.G();
            [Step(nameof(G)), WithLock(nameof(L))] private static void H() => Somewhere.H();
            [Step(nameof(G)), WithLock(nameof(L))] private static void I() => Somewhere.I();
            [Step(nameof(G))] private static void J() => Somewhere.J();
            [Step(nameof(J))] private static void K() => Somewhere.K();
        }
        """;

    [Fact]
    public void Composition_and_attributes_define_the_same_plan()
    {
        string[] composed = ComposedModels.Lines(ComposedModels.Of(Somewhere, Composed)["Nightly"]);

        Assert.Equal(
            [
                "F after [] with []",
                "G after [F] with []",
                "H after [G] with [L]",
                "I after [G] with [L]",
                "J after [G] with []",
                "K after [J] with []",
            ],
            composed);
        Assert.Equal(ComposedModels.Lines(ComposedModels.Of(Somewhere, Attributes)["Nightly"]), composed);
    }

    [Fact]
    public void The_generated_code_differs_only_in_the_called_methods()
    {
        string composed = Generated(Composed);
        string attributes = Generated(Attributes);

        Assert.Contains("global::Somewhere.F();", composed, StringComparison.Ordinal);
        Assert.Equal(attributes.Replace("global::Nightly.", "global::Somewhere.", StringComparison.Ordinal), composed.Replace("global::Nightly.L", "global::Somewhere.L", StringComparison.Ordinal));
    }

    private static string Generated(string flow) =>
        Assert.Single(GeneratorRunner.Generated(GeneratorRunner.GenerateClean(flow, Somewhere))).ToString();
}
