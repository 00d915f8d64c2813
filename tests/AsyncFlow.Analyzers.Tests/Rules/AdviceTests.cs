using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW101, FLOW102 and FLOW106.</summary>
public class AdviceTests
{
    [Theory]
    [Fires("FLOW101")]
    [InlineData("public class Sample { [{|FLOW101:Step|}] private void A() { } }")]
    [InlineData("public class Sample { [{|FLOW101:StepAttribute()|}] private void A() { } }")]
    [InlineData("public sealed class Sample { [{|FLOW101:Step|}] public void A() { } [{|FLOW101:Step(\"A\")|}] public void B() { } }")]
    [InlineData("public static class Sample { [{|FLOW101:Step|}, WithLock()] public static void A() { } }")]
    [InlineData("public sealed record Sample { [{|FLOW101:Step|}] public void A() { } }")]
    [InlineData("public struct Sample { [{|FLOW101:Step|}] public void A() { } }")]
    [InlineData("public interface ISample { [{|FLOW101:Step|}] void A(); }")]
    public Task A_step_that_no_flow_can_use(string source) => Verify.Reports(source);

    [Fact]
    [Fires("FLOW101")]
    public Task The_message_says_why_no_flow_can_use_it() => Verify.Reports(
        """
        public class One { [{|FLOW101:Step|}] private void A() { } }
        public sealed class Two { [{|FLOW101:Step|}] public void B() { } }
        public struct Three { [{|FLOW101:Step|}] public void C() { } }
        """,
        "No flow can use the step 'A': add [Flow] to 'One', or make the step protected so that derived flows can use it",
        "No flow can use the step 'B': add [Flow] to 'Two'",
        "No flow can use the step 'C': 'Three' is not a class");

    [Theory]
    [Silent("FLOW101")]
    [InlineData("public class Sample { [Step] protected void A() { } [Step] public void B() { } [Step] internal void C() { } }")]
    [InlineData("public abstract class Sample { [Step] protected abstract void A(); }")]
    [InlineData("[Flow] public sealed partial class Sample { [Step] private void A() { } }")]
    [InlineData("[Flow] public static partial class Sample { [Step] private static void A() { } }")]
    public Task A_step_that_a_flow_can_use(string source) => Verify.Silent(source);

    [Fact]
    [Fires("FLOW102")]
    public Task A_flow_without_steps() => Verify.Reports(
        """
        [Flow]
        public partial class {|FLOW102:Sample|}
        {
            private void NoStep() => NoStep();
        }
        """,
        "The flow 'Sample' has no steps; add [Step] to the methods that it should run");

    [Fact]
    [Silent("FLOW102")]
    public Task A_flow_with_inherited_steps() => Verify.Silent("""
        public class Shared { [Step] protected void A() { } }
        [Flow] public partial class Sample : Shared;
        """);

    private static string Nullable(string produce, string take) => $$"""
        using System.Diagnostics.CodeAnalysis;
        public class Animal;
        public sealed class Cat : Animal;

        [Flow]
        public partial class Sample
        {
            [Step] {{produce}};
            [Step] private void Use({{take}} value) => Console.Write(value);
        }
        """;

    [Theory]
    [Fires("FLOW106")]
    [InlineData("private string? Make() => null", "{|FLOW106:string|}")]
    [InlineData("private Task<string?> Make() => Task.FromResult<string?>(null)", "{|FLOW106:string|}")]
    [InlineData("private Cat? Make() => null", "{|FLOW106:Animal|}")]
    [InlineData("private Cat? Make() => null", "[From(nameof(Make))] {|FLOW106:object|}")]
    [InlineData("private List<int>? Make() => null", "{|FLOW106:List<int>|}")]
    public Task A_nullable_result_for_a_non_nullable_parameter(string produce, string take) => Verify.Reports(Nullable(produce, take));

    [Theory]
    [Silent("FLOW106")]
    [InlineData("private string? Make() => null", "string?")]
    [InlineData("private string Make() => \"\"", "string?")]
    [InlineData("private string Make() => \"\"", "string")]
    [InlineData("private int? Make() => null", "int?")]
    [InlineData("private string? Make() => null", "[AllowNull] string")]
    [InlineData("[return: NotNull] private string? Make() => \"\"", "string")]
    public Task A_result_that_its_parameter_accepts(string produce, string take) => Verify.Silent(Nullable(produce, take));

    [Fact]
    [Silent("FLOW106")]
    public Task Code_without_nullable_annotations() => Verify.Silent("""
        #nullable disable
        [Flow]
        public partial class Sample
        {
            [Step] private string Make() => null;
            [Step] private void Use(string value) => Console.Write(value);
        }
        """);

    [Fact]
    [Fires("FLOW106")]
    public Task The_message_names_both_steps() => Verify.Reports(
        Nullable("private Cat? Make() => null", "{|FLOW106:Animal|}"),
        "Step 'Make' may return null, but parameter 'value' of step 'Use' is not nullable; make it 'Animal?' or make the result of 'Make' non-nullable");

    [Fact]
    [Fires("FLOW106")]
    public Task Nullable_parts_of_a_result() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private List<string?> A() => [null];
            [Step] private Task<string?[]> B() => Task.FromResult(new string?[1]);
            [Step] private (int, string?) C() => (1, null);
            [Step] private List<int?> D() => [null];
            [Step] private void Use([From(nameof(A))] {|FLOW106:List<string>|} a, [From(nameof(B))] {|FLOW106:string[]|} b, [From(nameof(C))] {|FLOW106:(long, string)|} c, List<int?> d) => Console.Write($"{a}{b}{c}{d}");
            [Step] private void Take([From(nameof(A))] IReadOnlyList<string?> a, [From(nameof(B))] IEnumerable<object?> b, (int, string?) c) => Console.Write($"{a}{b}{c}");
        }
        """,
        "Step 'A' may return null, but parameter 'a' of step 'Use' is not nullable; its type 'List<string>' hides the null in 'List<string?>'; change one of the types",
        "Step 'B' may return null, but parameter 'b' of step 'Use' is not nullable; its type 'string[]' hides the null in 'string?[]'; change one of the types",
        "Step 'C' may return null, but parameter 'c' of step 'Use' is not nullable; its type '(long, string)' hides the null in '(int, string?)'; change one of the types");
}
