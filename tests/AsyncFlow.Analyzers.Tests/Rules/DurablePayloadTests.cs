using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Rules;

/// <summary>FLOW302: what durable flows store.</summary>
public class DurablePayloadTests
{
    /// <summary>What the package AsyncFlow.Durable and the generator of System.Text.Json provide.</summary>
    internal const string Package = """
        namespace AsyncFlow.Durable
        {
            public sealed class AsyncFlowBuilder
            {
                public AsyncFlowBuilder AddFlow<TFlow>(System.Text.Json.Serialization.JsonSerializerContext json) => this;
            }
        }

        public partial class AppJson
        {
            public AppJson() : base(null) { }
            public static AppJson Default { get; } = new();
            protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;
            public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
        }
        """;

    [Fact]
    [Fires("FLOW302")]
    public Task Some_types_have_no_form_in_JSON() => Verify.Reports(
        """
        public interface IOrder { }
        public abstract class Shape { }
        public class Two
        {
            public Two(int one) { }
            public Two(string two) { }
        }

        [Flow, Durable]
        public partial class Sample
        {
            [Step] private {|FLOW302:Action|} A([Input] IOrder {|FLOW302:order|}) => () => { };
            [Step] private {|FLOW302:List<Stream>|} B() => [];
            [Step] private {|FLOW302:int[,]|} C() => new int[1, 1];
            [Step] private {|FLOW302:Shape?|} D() => null;
            [Step] private {|FLOW302:Two|} E() => new(1);
            [Step] private {|FLOW302:Task<Type>|} F() => Task.FromResult(typeof(int));
            [Step] private void Last(Action a, List<Stream> b, int[,] c, Shape? d, Two e, Type f) { }
        }
        """,
        "Flow 'Sample' is [Durable] and cannot store its input 'order': 'IOrder' does not say which class is to be created when it is read; use a class, or add [JsonDerivedType]",
        "Flow 'Sample' is [Durable] and cannot store the result of step 'A': 'Action' is code; store what it is made from",
        "Flow 'Sample' is [Durable] and cannot store the result of step 'B': 'Stream' is open in this process; store what finds it again, such as a name",
        "Flow 'Sample' is [Durable] and cannot store the result of step 'C': 'int[,]' has several dimensions; use an array of arrays",
        "Flow 'Sample' is [Durable] and cannot store the result of step 'D': 'Shape?' does not say which class is to be created when it is read; use a class, or add [JsonDerivedType]",
        "Flow 'Sample' is [Durable] and cannot store the result of step 'E': 'Two' has several public constructors; mark the one that reads it with [JsonConstructor]",
        "Flow 'Sample' is [Durable] and cannot store the result of step 'F': 'Type' is a part of this program; store what finds it again, such as a name");

    [Fact]
    [Silent("FLOW302")]
    public Task Others_have_one() => Verify.Silent(
        """
        using System.Text.Json.Serialization;

        [JsonDerivedType(typeof(Circle), "circle")]
        public abstract class Shape { }
        public sealed class Circle : Shape { }

        [JsonConverter(typeof(JsonStringEnumConverter))]
        public interface IConverted { }

        public sealed record Order(int Number, string Name);

        public class Two
        {
            [JsonConstructor]
            public Two(int one) { }
            public Two(string two) { }
        }

        [Flow, Durable]
        public partial class Sample
        {
            [Step] private IReadOnlyList<Order> A([Input] DateOnly day, [Input] int? limit) => [];
            [Step] private Dictionary<string, Shape> B() => [];
            [Step] private IEnumerable<Two>? C() => null;
            [Step] private (int, Uri) D() => default;
            [Step] private IConverted? E() => null;
            [Step] private string F([Each(nameof(A))] Order order) => "";
            [Step] private void Last(Dictionary<string, Shape> b, IEnumerable<Two>? c, (int, Uri) d, IConverted? e, IReadOnlyList<string> f) { }
        }

        [Flow]
        public partial class InOneProcess
        {
            [Step] private Stream A() => Stream.Null;
            [Step] private void B(Stream a) { }
        }
        """);

    [Fact]
    [Fires("FLOW302")]
    public Task The_context_names_every_type() => Verify.Reports(
        [
            Package,
            """
            using AsyncFlow.Durable;
            using System.Text.Json.Serialization;

            public sealed record Order(int Number);
            public sealed record Invoice(string Text);

            [JsonSerializable(typeof(List<Order>))]
            public partial class AppJson : JsonSerializerContext;

            [Flow, Durable]
            public partial class Sample
            {
                [Step] private List<Order> Load([Input] DateOnly day) => [];
                [Step] private Invoice Bill([Each(nameof(Load))] Order order) => new("");
                [Step, Output] private int Sum(IReadOnlyList<Invoice> invoices) => 1;
            }

            public static class App
            {
                public static void Configure(AsyncFlowBuilder flows) => flows.AddFlow<Sample>({|FLOW302:AppJson.Default|});
                public static void Hidden(AsyncFlowBuilder flows, JsonSerializerContext json) => flows.AddFlow<Sample>(json);
            }
            """,
        ],
        "Flow 'Sample' is [Durable] and cannot store 'DateOnly', 'Invoice': 'AppJson' has no [JsonSerializable] for them");

    [Fact]
    [Silent("FLOW302")]
    public Task A_type_is_known_with_what_contains_it() => Verify.Silent(
        Package,
        """
        using AsyncFlow.Durable;
        using System.Text.Json.Serialization;

        public sealed record Order(int Number);
        public sealed record Invoice(string Text, Order Order);
        public sealed record Everything(DateOnly Day, Invoice[] Invoices, Dictionary<string, Guid> Ids);

        [JsonSerializable(typeof(Everything)), JsonSerializable(typeof(List<Order>))]
        public partial class AppJson : JsonSerializerContext;

        [Flow, Durable]
        public partial class Sample
        {
            [Step] private List<Order> Load([Input] DateOnly day) => [];
            [Step] private Invoice Bill([Each(nameof(Load))] Order order) => new("", order);
            [Step] private string? Text() => null;
            [Step, Output] private int Sum(IReadOnlyList<Invoice> invoices, string? text) => 1;
        }

        public static class App
        {
            public static void Configure(AsyncFlowBuilder flows) => flows.AddFlow<Sample>(json: AppJson.Default);
        }
        """);
}
