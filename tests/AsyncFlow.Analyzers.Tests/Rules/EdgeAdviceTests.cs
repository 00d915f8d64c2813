using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW201 to FLOW204.</summary>
public class EdgeAdviceTests
{
    [Fact]
    [Fires("FLOW201")]
    public Task Redundant_edges() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int A() => 1;
            [Step({|FLOW201:nameof(A)|})] private void B(int a) => Console.Write(a);
            [Step(nameof(B))] private void C() { }
            [Step({|FLOW201:nameof(A)|}, nameof(C))] private void D() { }
            [Step(nameof(D), {|FLOW201:nameof(D)|})] private void E() { }
            [Step({|FLOW201:nameof(B)|}, {|FLOW201:nameof(C)|}, nameof(E))] private void F(int a) => Console.Write(a);
        }
        """,
        "Step 'B' does not need to name 'A': parameter 'a' takes its result",
        "Step 'D' does not need to name 'A': 'C' already waits for it",
        "Step 'E' does not need to name 'D': it is named twice",
        "Step 'F' does not need to name 'B': 'C' already waits for it",
        "Step 'F' does not need to name 'C': 'E' already waits for it");

    [Fact]
    [Silent("FLOW201")]
    public Task Necessary_edges() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            [Step] private int A() => 1;
            [Step(nameof(A))] private void B() { }
            [Step(nameof(A))] private void C() { }
            [Step(nameof(B), nameof(C))] private void D() { }
            [Step(nameof(D))] private void E(int a) => Console.Write(a);
        }
        """);

    [Fact]
    [Silent("FLOW201")]
    public Task A_flow_with_errors_gets_no_advice() => Verify.Reports("""
        [Flow]
        public partial class Sample
        {
            [Step] private int A() => 1;
            [Step("A", "A", {|FLOW003:"X"|})] private void B() { }
        }
        """);

    [Theory]
    [Fires("FLOW202")]
    [InlineData("{|FLOW202:int|}", "1")]
    [InlineData("{|FLOW202:Task<int>|}", "Task.FromResult(1)")]
    [InlineData("{|FLOW202:string?|}", "null")]
    public Task An_unused_result(string type, string value) => Verify.Reports(
        $$"""
        [Flow]
        public partial class Sample
        {
            [Step] private {{type}} A() => {{value}};
            [Step(nameof(A)), Output] private long B() => 2;
        }
        """,
        "The result of step 'A' is not used; take it as a parameter of another step, mark it with [Output], or return nothing");

    [Fact]
    [Silent("FLOW202")]
    public Task Used_results() => Verify.Silent("""
        public class Shared { [Step] protected char Inherited() => 'a'; }

        [Flow]
        public partial class Sample : Shared
        {
            [Step] private int A() => 1;
            [Step] private Task<string> B(int a) => Task.FromResult($"{a}");
            [Step] private ValueTask<object> C([From(nameof(B))] object b) => new(b);
            [Step, Output] private ValueTask<long> D([From(nameof(C))] object c) => new(c.GetHashCode());
            [Step] private Task E() => Task.CompletedTask;
        }
        """);

    // A semaphore and two steps that hold it.
    private static string Semaphore(string members, string type = "public partial class Sample", string c = "") => $$"""
        [Flow]
        {{type}}
        {
            {{members}}
            [Step, WithLock(nameof(_s))] private static void A() { }
            [Step, WithLock(nameof(_s))] private static void B() { }
            {{c}}
        }
        """;

    [Theory]
    [Fires("FLOW203")]
    [InlineData("private readonly FlowSemaphore _s = new({|FLOW203:2|});")]
    [InlineData("private readonly FlowSemaphore _s = new(permits: {|FLOW203:5|}, name: \"s\");")]
    [InlineData("private readonly SemaphoreSlim _s = new SemaphoreSlim({|FLOW203:3|}, 3);")]
    [InlineData("private const int Most = 9; private readonly IFlowLock _s = new FlowSemaphore({|FLOW203:Most|});")]
    [InlineData("private readonly FlowSemaphore _s; public Sample() => _s = new({|FLOW203:2|});")]
    public Task A_semaphore_that_never_makes_a_step_wait(string members) => Verify.Reports(Semaphore(members));

    [Fact]
    [Fires("FLOW203")]
    public Task A_semaphore_of_a_static_flow() => Verify.Reports(
        Semaphore("private static readonly FlowSemaphore _s = new({|FLOW203:3|});", "public static partial class Sample"),
        "Steps never wait for '_s' (permits: 3; steps that hold it: 2); reduce the permits or remove the semaphore");

    [Theory]
    [Silent("FLOW203")]
    [InlineData("private readonly FlowSemaphore _s = new(1);")]
    [InlineData("private readonly FlowLock _s = new();")]
    [InlineData("private readonly IFlowLock _s = new FlowLock();")]
    [InlineData("private static readonly FlowSemaphore _s = new(2);")]
    [InlineData("public readonly FlowSemaphore _s = new(2);")]
    [InlineData("private readonly FlowSemaphore _s; public Sample(FlowSemaphore s) => _s = s;")]
    [InlineData("private readonly FlowSemaphore _s = new(Environment.ProcessorCount);")]
    [InlineData("private readonly FlowSemaphore _s = new(2); public async Task Other() { using (await _s.EnterAsync()) { } }")]
    public Task A_semaphore_that_code_may_wait_for(string members) => Verify.Silent(Semaphore(members));

    [Theory]
    [Fires("FLOW204")]
    [InlineData("[Step({|FLOW204:\"A\"|})] private void B() { }")]
    [InlineData("[Step({|FLOW204:@\"A\"|}, nameof(C))] private void B() { } [Step] private void C() { }")]
    [InlineData("[Step(upstream: [{|FLOW204:\"A\"|}])] private void B() { }")]
    [InlineData("[Step(new[] { {|FLOW204:\"A\"|} })] private void B() { }")]
    [InlineData("[Step] private void B([From({|FLOW204:\"A\"|})] int a) => Console.Write(a);")]
    public Task A_step_named_by_a_string_literal(string step) => Verify.Reports($$"""
        [Flow]
        public partial class Sample
        {
            [Step, Output] private int A() => 1;
            {{step}}
        }
        """);

    [Fact]
    [Silent("FLOW204")]
    public Task Steps_named_by_nameof_or_a_constant() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            private const string First = nameof(A);
            [Step] private void A() { }
            [Step(First, nameof(Sample.C))] private void B() { }
            [Step] private void C() { }
        }
        """);

    [Fact]
    [Fires("FLOW204")]
    public Task The_message_contains_the_replacement() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void @class() { }
            [Step({|FLOW204:"class"|})] private void B() { }
        }
        """,
        "Use nameof(@class), which is updated when the step is renamed");
}
