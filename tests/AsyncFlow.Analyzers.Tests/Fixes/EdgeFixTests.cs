using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fixes of FLOW002, FLOW003, FLOW005, FLOW007, FLOW201 and FLOW204.</summary>
public class EdgeFixTests
{
    private const string Cycle = """
        [Flow]
        public partial class Sample
        {
            [Step(nameof(C))] private void A() { }
            [Step(nameof(X), "A")] private void B() { }
            [Step(nameof(B))] private void C() { }
            [Step] private void X() { }
        }
        """;

    [Fact]
    public Task Offers_a_fix_for_each_edge_of_a_cycle() => VerifyFix.Offers(
        "FLOW002", Cycle, "Remove the dependency of 'A' on 'C'", "Remove the dependency of 'B' on \"A\"", "Remove the dependency of 'C' on 'B'");

    [Theory]
    [Fixes("FLOW002")]
    [InlineData("Remove the dependency of 'A' on 'C'", "[Step(nameof(C))] private void A", "[Step] private void A")]
    [InlineData("Remove the dependency of 'B' on \"A\"", "[Step(nameof(X), \"A\")]", "[Step(nameof(X))]")]
    [InlineData("Remove the dependency of 'C' on 'B'", "[Step(nameof(B))]", "[Step]")]
    public Task Removes_an_edge_of_a_cycle(string title, string before, string after) =>
        VerifyFix.One("FLOW002", Cycle, Cycle.Replace(before, after, StringComparison.Ordinal), title);

    [Fact]
    [Fixes("FLOW002")]
    public Task Removes_one_edge_of_each_cycle_but_no_parameter() => VerifyFix.All(
        "FLOW002",
        """
        [Flow]
        public partial class Sample
        {
            [Step(nameof(A))] private void A() { }
            [Step] private int B(long c) => (int)c;
            [Step(upstream: [nameof(B), nameof(D)])] private long C() => 1;
            [Step(new[] { nameof(E) })] private void D() { }
            [Step, /* why? */ Obsolete] private void E() { }
            [Step(/* F */ nameof(F))]
            private void F() { }
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A() { }
            [Step] private int B(long c) => (int)c;
            [Step(upstream: [nameof(D)])] private long C() => 1;
            [Step(new[] { nameof(E) })] private void D() { }
            [Step, /* why? */ Obsolete] private void E() { }
            [Step]
            private void F() { }
        }
        """);

    [Fact]
    public Task A_cycle_of_parameters_has_no_fix() => VerifyFix.Offers("FLOW002", """
        [Flow]
        public partial class Sample
        {
            [Step] private int A(long b) => (int)b;
            [Step] private long B(int a) => a;
        }
        """);

    [Fact]
    [Fixes("FLOW003")]
    public Task Uses_the_suggested_name() => VerifyFix.All(
        "FLOW003",
        """
        [Flow]
        public partial class Sample
        {
            [Step, Output] private int Load() => 1;
            [Step("Laod")] private void A() { }
            [Step("loadd", "Lod")] private void B([From("Loat" /* sic */)] int x) => Console.Write(x);
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step, Output] private int Load() => 1;
            [Step(nameof(Load))] private void A() { }
            [Step(nameof(Load), nameof(Load))] private void B([From(nameof(Load) /* sic */)] int x) => Console.Write(x);
        }
        """,
        "Use nameof(Load)");

    [Fact]
    [Fixes("FLOW003")]
    public Task Adds_Step_to_the_named_method() => VerifyFix.All(
        "FLOW003",
        [
            """
            [Flow]
            public partial class Sample
            {
                [Step(nameof(Load))] private void A() { }
                [Step(nameof(Load), "Save")] private void B() { }
            }
            """,
            """
            partial class Sample
            {
                /// <summary>Loads.</summary>
                private void Load() { }

                // Saves.
                [Obsolete] private void Save() { }
            }
            """,
        ],
        [
            """
            [Flow]
            public partial class Sample
            {
                [Step(nameof(Load))] private void A() { }
                [Step(nameof(Load), "Save")] private void B() { }
            }
            """,
            """
            partial class Sample
            {
                /// <summary>Loads.</summary>
                [Step]
                private void Load() { }

                // Saves.
                [Step]
                [Obsolete] private void Save() { }
            }
            """,
        ],
        "Add [Step] to 'Load'");

    [Fact]
    [Fixes("FLOW005")]
    public async Task Adds_From_for_the_chosen_step()
    {
        const string Before = """
            [Flow]
            public partial class Sample
            {
                [Step] private int A() => 1;
                [Step] private Task<int> B() => Task.FromResult(2);
                [Step] private void C(
                    int x, // first
                    string? s = null) => Console.Write(x + s);
            }
            """;
        await VerifyFix.Offers("FLOW005", Before, "Use the result of 'A'", "Use the result of 'B'");
        await VerifyFix.One("FLOW005", Before, Before.Replace("int x, //", "[From(nameof(B))] int x, //", StringComparison.Ordinal), "Use the result of 'B'");
    }

    [Fact]
    [Fixes("FLOW005")]
    public Task Adds_From_to_all_parameters() => VerifyFix.All(
        "FLOW005",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private string A() => "";
            [Step] private string B() => "";
            [Step] private void C(object x, CancellationToken ct) => Console.Write(x);
            [Step] private void D(CancellationToken ct, [Obsolete] string x) => Console.Write(x);
        }
        """.Replace("[Obsolete] ", "", StringComparison.Ordinal),
        """
        [Flow]
        public partial class Sample
        {
            [Step] private string A() => "";
            [Step] private string B() => "";
            [Step] private void C([From(nameof(A))] object x, CancellationToken ct) => Console.Write(x);
            [Step] private void D(CancellationToken ct, [From(nameof(A))] string x) => Console.Write(x);
        }
        """,
        "Use the result of 'A'");

    [Fact]
    [Fixes("FLOW007")]
    public Task Uses_the_suggested_lock() => VerifyFix.All(
        "FLOW007",
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _disk = new();
            [Step, WithLock("_dsik")] private void A() { }
            [Step]
            [WithLock(nameof(_disk), "_dis")]
            private void B() { }
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private readonly FlowLock _disk = new();
            [Step, WithLock(nameof(_disk))] private void A() { }
            [Step]
            [WithLock(nameof(_disk), nameof(_disk))]
            private void B() { }
        }
        """,
        "Use nameof(_disk)");

    [Fact]
    [Fixes("FLOW201")]
    public Task Removes_redundant_names() => VerifyFix.All(
        "FLOW201",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int A() => 1;
            [Step(nameof(A)), System.ComponentModel.Description] private void B(int a) => Console.Write(a);
            [Step(nameof(B), nameof(B))] private void C() { }
            [Step(nameof(A), nameof(C))] private void D() { }
            [Step(nameof(A),
                nameof(B),
                nameof(D))]
            private void E() { }
            [Step([nameof(A), nameof(E)])] private void F() { }
            [Step("A", nameof(F))] private void G() { }
        }
        """.Replace("\"A\"", "nameof(Sample.A)", StringComparison.Ordinal),
        """
        [Flow]
        public partial class Sample
        {
            [Step] private int A() => 1;
            [Step, System.ComponentModel.Description] private void B(int a) => Console.Write(a);
            [Step(nameof(B))] private void C() { }
            [Step(nameof(C))] private void D() { }
            [Step(nameof(D))]
            private void E() { }
            [Step([nameof(E)])] private void F() { }
            [Step(nameof(F))] private void G() { }
        }
        """);

    [Fact]
    [Fixes("FLOW204")]
    public Task Replaces_string_literals_with_nameof() => VerifyFix.All(
        "FLOW204",
        """
        [Flow]
        public partial class Sample
        {
            [Step, Output] private int A() => 1;
            [Step] private void @class() { }
            [Step("A", /* odd */ "class")] private void B() { }
            [Step(upstream: ["B"])] private void C([From(@"A")] int a) => Console.Write(a);
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step, Output] private int A() => 1;
            [Step] private void @class() { }
            [Step(nameof(A), /* odd */ nameof(@class))] private void B() { }
            [Step(upstream: [nameof(B)])] private void C([From(nameof(A))] int a) => Console.Write(a);
        }
        """);

    [Fact]
    [Fixes("FLOW015")]
    public Task Writes_nameof_around_a_member() => VerifyFix.One(
        "FLOW015",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void Load() { }
            [Step(Load)] private void Use() { }
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void Load() { }
            [Step(nameof(Load))] private void Use() { }
        }
        """,
        "Use nameof(Load)");
}
