using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fix of FLOW004.</summary>
public class InputFixTests
{
    [Fact]
    [Fixes("FLOW004")]
    public Task Adds_a_primary_constructor() => VerifyFix.One(
        "FLOW004",
        """
        [Flow]
        public partial class Sample // a flow
        {
            [Step] private Task<string> A(HttpClient http, CancellationToken ct) => http.GetStringAsync("/", ct);
            [Step] private void B(string a) => Console.Write(a);
        }
        """,
        """
        [Flow]
        public partial class Sample(HttpClient http) // a flow
        {
            [Step] private Task<string> A(CancellationToken ct) => http.GetStringAsync("/", ct);
            [Step] private void B(string a) => Console.Write(a);
        }
        """,
        "Make 'http' a constructor parameter of 'Sample'");

    [Fact]
    [Fixes("FLOW004")]
    public Task Marks_the_parameter_as_an_input() => VerifyFix.One(
        "FLOW004",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private Task<string> A(/* where */ Uri address, CancellationToken ct) => Task.FromResult($"{address}");
            [Step] private void B(string a) => Console.Write(a);
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            [Step] private Task<string> A(/* where */ [Input] Uri address, CancellationToken ct) => Task.FromResult($"{address}");
            [Step] private void B(string a) => Console.Write(a);
        }
        """,
        "Make 'address' an input of 'Sample'");

    [Fact]
    [Fixes("FLOW004")]
    public Task Adds_to_the_primary_constructor() => VerifyFix.All(
        "FLOW004",
        """
        [Flow]
        public partial class Sample<T>(int count, string name = "") : object
            where T : class
        {
            [Step] private void A(Uri root) => Console.Write(name + count + root);
            [Step] private void B(CancellationToken ct, Uri root, T item) => Console.Write($"{root} {item}");
        }
        """,
        """
        [Flow]
        public partial class Sample<T>(int count, Uri root, T item, string name = "") : object
            where T : class
        {
            [Step] private void A() => Console.Write(name + count + root);
            [Step] private void B(CancellationToken ct) => Console.Write($"{root} {item}");
        }
        """);

    [Fact]
    [Fixes("FLOW004")]
    public Task Adds_to_the_only_constructor() => VerifyFix.All(
        "FLOW004",
        """
        [Flow]
        public partial class Sample
        {
            private readonly string _name;

            public Sample(string name) => _name = name;

            [Step]
            private async Task A(HttpClient http, Uri root)
            {
                Console.Write(_name);
                await http.GetAsync(root);
            }

            [Step] private void B(HttpClient http) => http.CancelPendingRequests();
        }
        """,
        """
        [Flow]
        public partial class Sample
        {
            private readonly string _name;
            private readonly HttpClient _http;
            private readonly Uri _root;

            public Sample(string name, HttpClient http, Uri root)
            {
                _name = name;
                _http = http;
                _root = root;
            }

            [Step]
            private async Task A()
            {
                Console.Write(_name);
                await _http.GetAsync(_root);
            }

            [Step] private void B() => _http.CancelPendingRequests();
        }
        """);

    [Fact]
    [Fixes("FLOW004")]
    public Task Uses_an_existing_member() => VerifyFix.One(
        "FLOW004",
        """
        [Flow]
        public partial record Sample
        {
            public required Uri root { get; init; }
            [Step] private void A(Uri root) => Console.Write(root);
        }
        """,
        """
        [Flow]
        public partial record Sample
        {
            public required Uri root { get; init; }
            [Step] private void A() => Console.Write(root);
        }
        """);

    [Fact]
    [Fixes("FLOW004")]
    public Task Replaces_a_From_attribute_with_a_different_type() => VerifyFix.One(
        "FLOW004",
        """
        [Flow]
        public partial class Sample
        {
            [Step] private void A() { }
            [Step] private void B([From(nameof(A))] int x) => Console.Write(x);
        }
        """,
        """
        [Flow]
        public partial class Sample(int x)
        {
            [Step] private void A() { }
            [Step] private void B() => Console.Write(x);
        }
        """);

    [Theory]
    [InlineData("[Flow] public static partial class Sample { [Step] private static void A(int x) { } }")]
    [InlineData("[Flow] public partial class Sample { private string x = \"\"; [Step] private void A(int x) => Console.Write(this.x + x); }")]
    [InlineData("[Flow] public partial class Sample { public Sample() { } public Sample(int y) { } [Step] private void A(int x) { } }")]
    public Task Offers_only_an_input_of_each_call_if_the_class_cannot_have_another_constructor_parameter(string source) =>
        VerifyFix.Offers("FLOW004", source, "Make 'x' an input of 'Sample'");
}
