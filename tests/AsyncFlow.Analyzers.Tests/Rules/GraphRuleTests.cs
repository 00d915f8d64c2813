using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW002 to FLOW005, FLOW007 and FLOW013: locations and messages.</summary>
public class GraphRuleTests
{
    [Fact]
    [Fires("FLOW002")]
    public Task A_cycle_shows_its_whole_path() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step({|FLOW002:{|FLOW002+:nameof(C)|}|})] private void A() { }
            [Step({|FLOW002+:nameof(A)|})] private int B() => 1;
            [Step] private void C(int {|FLOW002+:x|}) { }
            [Step(nameof(C))] private void D() { }
        }
        """,
        "Dependency cycle: A → B → C → A");

    [Fact]
    [Fires("FLOW002")]
    public Task One_diagnostic_for_each_component() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step({|FLOW002:nameof(A)|})] private void A() { }
            [Step({|FLOW002:nameof(C)|}, nameof(D))] private void B() { }
            [Step(nameof(B))] private void C() { }
            [Step(nameof(C))] private void D() { }
        }
        """,
        "Dependency cycle: A → A",
        "Dependency cycle: B → C → B");

    [Fact]
    [Silent("FLOW002")]
    public Task Diamonds() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            [Step(nameof(B), nameof(C))] private void D() { }
            [Step(nameof(A))] private void B() { }
            [Step(nameof(A))] private void C() { }
            [Step] private void A() { }
        }
        """);

    [Fact]
    [Fires("FLOW003")]
    public Task Unknown_names() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step, Output] private int Load() => 1;
            [Step({|FLOW003:"Laod"|}, {|FLOW003:nameof(Helper)|}, {|FLOW003:"Nothing"|})] private void A() { }
            [Step] private void B([From({|FLOW003:"Loda"|})] int x) { }
            private void Helper() { }
        }
        """,
        "'Laod' is not a step of 'Sample'; did you mean 'Load'?",
        "'Helper' is not a step of 'Sample'; it is a method without [Step]",
        "'Nothing' is not a step of 'Sample'",
        "'Loda' is not a step of 'Sample'; did you mean 'Load'?");

    [Fact]
    [Silent("FLOW003")]
    public Task Names_of_own_and_inherited_steps() => Verify.Silent("""
        public class Shared { [Step] protected void Load() { } }

        [Flow]
        public partial class Sample : Shared
        {
            [Step(nameof(Load), nameof(B))] private void A() { }
            [Step] private void B() { }
        }
        """);

    [Fact]
    [Fires("FLOW004")]
    public Task Parameters_that_no_step_produces() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int Count() => 1;
            [Step] private void A(int x, string {|FLOW004:s|}) { }
            [Step] private void B([From({|FLOW004:nameof(Count)|})] string s, [From({|FLOW004:nameof(A)|})] int n) { }
        }
        """,
        "Parameter 's' of step 'A' needs 'string', which no step produces; if callers give it, mark it [Input] or take it in the constructor",
        "Parameter 's' of step 'B' needs 'string', but 'Count' produces 'int'",
        "Parameter 'n' of step 'B' needs 'int', but 'A' has no result");

    [Fact]
    [Silent("FLOW004")]
    public Task Parameters_that_need_no_step() => Verify.Silent("""
        [Flow]
        public partial class Sample(HttpClient http)
        {
            [Step] private List<int> Make() => [http.GetHashCode()];
            [Step] private void A(IReadOnlyList<int> list, CancellationToken ct, StepContext context, string? name = null) => Console.Write(list.Count + context.FlowName + name + ct);
        }
        """);

    [Fact]
    [Fires("FLOW005")]
    public Task Parameters_that_several_steps_produce() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int A() => 1;
            [Step] private Task<int> B() => Task.FromResult(2);
            [Step] private void C(int {|FLOW005:x|}) { }
        }
        """,
        "Parameter 'x' of step 'C' needs 'int', which several steps produce: 'A', 'B'; choose one with [From]");

    [Fact]
    [Silent("FLOW005")]
    public Task Parameters_with_an_unambiguous_source() => Verify.Silent("""
        [Flow]
        public partial class Sample
        {
            [Step] private string A() => "";
            [Step] private object B(string a) => a;
            [Step, Output] private object C([From(nameof(B))] object b, string a) => b + a;
        }
        """);

    [Fact]
    [Fires("FLOW007")]
    public Task Invalid_locks() => Verify.Reports(
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _disk = new();
            private readonly object _other = new();
            [Step, WithLock({|FLOW007:"_dsik"|}, {|FLOW007:nameof(_other)|}, nameof(_disk))] private void A() { }
        }
        """,
        "Step 'A' cannot hold '_dsik': 'Sample' has no such field, property or primary-constructor parameter; did you mean '_disk'?",
        "Step 'A' cannot hold '_other': its type 'object' is not a lock; use FlowLock, FlowSemaphore, SemaphoreSlim or a class that implements IFlowLock");

    [Fact]
    [Silent("FLOW007")]
    public Task All_kinds_of_locks() => Verify.Silent("""
        public sealed class MyLock : IFlowLock
        {
            public ValueTask AcquireAsync(CancellationToken cancellationToken) => default;
            public void Release() { }
        }

        public class Shared { protected readonly FlowLock Base = new(); }

        [Flow]
        public partial class Sample(FlowSemaphore net) : Shared
        {
            private readonly FlowLock _disk = new();
            private static readonly SemaphoreSlim s_gate = new(1);
            private MyLock Mine { get; } = new();
            [Step, WithLock(nameof(net), nameof(_disk), nameof(s_gate), nameof(Mine), nameof(Base))] private void A() { }
            [Step, WithLock(nameof(s_gate))] private void B() { }
        }
        """);

    // The output of the other generator, in a file with the path of a generated file.
    private const string Made = "public sealed class Order;";

    [Fact]
    [Fires("FLOW013")]
    public async Task A_type_of_another_generator()
    {
        Project project = TestProject.Create(
            [
                ("Test0.cs", """
                    [Flow]
                    public partial class Sample
                    {
                        [Step] private Order Read() => new();
                        [Step] private void Save(Order order) => Console.Write(order);
                    }
                    """),
            ],
            [new TextGenerator("Order.g.cs", Made)]);
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(project);
        Diagnostic only = Assert.Single(diagnostics);
        Assert.Equal("FLOW013", only.Id);
        Assert.Contains("'Read' needs the type 'Order' from another source generator", only.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    [Silent("FLOW013")]
    public async Task A_type_that_another_generator_extends() => Assert.Empty(await Verify.DiagnosticsOf(TestProject.Create(
        [
            ("Test0.cs", """
                public sealed partial class Order;

                [Flow]
                public partial class Sample
                {
                    [Step] private Order Read() => new();
                    [Step] private void Save(Order order) => Console.Write(order.Total);
                }
                """),
        ],
        [new TextGenerator("Order.g.cs", "partial class Order { public int Total => 1; }")])));
}
