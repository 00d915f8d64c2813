using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW001, FLOW006, FLOW008, FLOW009, FLOW010, FLOW014 and FLOW015: locations and messages.</summary>
public class DeclarationRuleTests
{
    [Fact]
    [Fires("FLOW001")]
    public Task A_flow_that_is_not_partial() => Verify.Reports(
        """
        [Flow]
        public class {|FLOW001:Sample|}
        {
            [Step] private void A() { }
        }

        public static class {|FLOW001:Outer|}
        {
            [Flow]
            public partial class Inner
            {
                [Step] private void A() { }
            }
        }
        """,
        "'Sample' must be partial because it is or contains a [Flow] class",
        "'Outer' must be partial because it is or contains a [Flow] class");

    [Fact]
    [Silent("FLOW001")]
    public Task All_shapes_of_flows() => Verify.Silent("""
        public static partial class Outer<T>
        {
            [Flow] internal sealed partial record Inner { [Step] private void A() { } }
        }

        [Flow] public static partial class Fixed { [Step] private static void A() { } }

        public class NoFlow { public void A() { } }
        """);

    [Fact]
    [Fires("FLOW006")]
    public Task Methods_that_cannot_be_steps() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private async {|FLOW006:void|} A() => await Task.Yield();
            [Step] private void B{|FLOW006:<T>|}() { }
            [Step] private void C({|FLOW006:ref int x|}) { }
            [Step] private {|FLOW006:Span<int>|} D() => default;
            [Step] private void E({|FLOW006:ReadOnlySpan<char> text|}) { }
        }
        """,
        "'A' cannot be a step of 'Sample': 'async void' cannot be awaited; return Task",
        "'B' cannot be a step of 'Sample': it is generic, and its type arguments are unknown",
        "'C' cannot be a step of 'Sample': its parameter 'x' is passed by reference",
        "'D' cannot be a step of 'Sample': a result of type 'Span<int>' cannot be stored",
        "'E' cannot be a step of 'Sample': no step can produce the type 'ReadOnlySpan<char>' of its parameter 'text'");

    [Fact]
    [Fires("FLOW006")]
    public Task An_inherited_step_that_cannot_be_called() => Verify.Reports("""
        public class Shared
        {
            [{|FLOW101:Step|}] private void A() { }
        }

        [Flow]
        public partial class {|FLOW006:Sample|} : Shared
        {
            [Step] private void B() { }
        }
        """);

    [Fact]
    [Silent("FLOW006")]
    public Task Methods_that_can_be_steps() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            [Step] private void A() { }
            [Step] private static async Task B(CancellationToken ct) => await Task.Delay(1, ct);
            [Step] internal ValueTask C(StepContext context) => new(Task.Delay(context.StepName.Length));
            [Step] public System.Runtime.CompilerServices.YieldAwaitable D() => Task.Yield();
            [Step] protected virtual (int, string) E() => (1, "");
            [Step, Output] private List<int> F((int, string) e, int n = 3) => [e.Item1, n];
        }
        """);

    [Fact]
    [Fires("FLOW008")]
    public Task Steps_with_the_same_name() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void {|FLOW008+:A|}() { }
            [Step] private void {|FLOW008:A|}(CancellationToken ct) { }
        }
        """,
        "'Sample' has several steps named 'A'; step names must be unique");

    [Fact]
    [Silent("FLOW008")]
    public Task An_overload_that_is_not_a_step_and_an_override() => Verify.Silent("""
        public abstract class Shared
        {
            [Step] protected abstract void A();
        }

        [Flow]
        public partial class Sample : Shared
        {
            [Step] protected override void A() => A(1);
            private void A(int n) => Console.Write(n);
        }
        """);

    [Fact]
    [Fires("FLOW009")]
    public Task Invalid_outputs() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, {|FLOW009:Output|}] private void A() { }
            [Step, Output] private int B() => 1;
            [Step, {|FLOW009:Output|}] private long C() => 1;
        }
        """,
        "'A' cannot be the [Output] of 'Sample': it has no result",
        "'C' cannot be the [Output] of 'Sample': 'B' is already the output");

    [Fact]
    [Silent("FLOW009")]
    public Task One_output_or_none() => Verify.Silent("""
        [Flow] public partial class One { [Step, Output] private Task<int> A() => Task.FromResult(1); }
        [Flow] public partial class None { [Step] private Task A() => Task.CompletedTask; }
        """);

    [Fact]
    [Fires("FLOW010")]
    public Task Attributes_on_members_that_are_not_steps() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();
            [Step, Output] private int A() => 1;
            [{|FLOW010:WithLock(nameof(_l))|}] private void B() { }
            [{|FLOW010:Output|}] private int C() => 1;
            private void D([{|FLOW010:From(nameof(A))|}] int x) { }
        }
        """,
        "[WithLock] has no effect on the method 'B' because 'B' is not a step",
        "[Output] has no effect on the method 'C' because 'C' is not a step",
        "[From] has no effect on the parameter 'x' because 'D' is not a step");

    [Fact]
    [Silent("FLOW010")]
    public Task Attributes_on_steps() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _l = new();
            [Step, WithLock(nameof(_l))] private int A() => 1;
            [Step, Output] private int B([From(nameof(A))] int x) => x;
        }
        """);

    [Fact]
    [Fires("FLOW014")]
    public Task Classes_that_cannot_be_extended() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            public int {|FLOW014:Plan|} => 1;
            [Step] private void A() { }
        }

        [Flow]
        file partial class {|FLOW014:Local|}
        {
            [Step] private void A() { }
        }
        """,
        "'Sample' cannot be a flow: its member 'Plan' has the name of a generated member",
        "'Local' cannot be a flow: it is a file-local class");

    [Fact]
    [Silent("FLOW014")]
    public Task Members_with_similar_names() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            public int Plans => 1;
            public void Execute() { }
            [Step] private void A() { }
            public static class Nested { public static int Plan => 1; }
        }
        """);

    [Fact]
    [Fires("FLOW015")]
    public Task Invalid_values() => Verify.Reports("""
        [Flow(MaxConcurrency = {|FLOW015:-1|})]
        public partial class Sample { [Step] private void A() { } }

        [Flow(FailureMode = {|FLOW015:(FailureMode)9|})]
        public partial class Other { [Step] private void A() { } }
        """,
        "MaxConcurrency of 'Sample' cannot be -1; use 0 for no limit",
        "FailureMode of 'Other' cannot be 9; use FailureMode.Cancel or FailureMode.Continue");

    [Fact]
    [Silent("FLOW015")]
    public Task Valid_values() => Verify.Silent("""
        [Flow(MaxConcurrency = 4, FailureMode = FailureMode.Continue, SingleThreaded = true)]
        public partial class Sample { [Step] private void A() { } }

        [Flow(MaxConcurrency = 0)]
        public partial class Other { [Step] private void A() { } }
        """);
}
