using AsyncFlow.Analyzers.Tests.Rules;
using AsyncFlow.Analyzers.Tests.Verification;

namespace AsyncFlow.Analyzers.Tests.Fixes;

/// <summary>The fixes of FLOW302 and FLOW304.</summary>
public class DurableFixTests
{
    [Fact]
    [Fixes("FLOW304")]
    public Task Names_the_lock_for_the_cluster() => VerifyFix.All(
        "FLOW304",
        """
        [Flow, Durable]
        public partial class Sample
        {
            private readonly FlowLock _ledger = new();
            private static readonly SemaphoreSlim s_net = new(4);
            [Step, WithLock(nameof(_ledger) /* all */)] private void A() { }
            [Step, WithLock("disk", nameof(s_net))] private void B() => Console.Write(_ledger);
        }
        """,
        """
        [Flow, Durable]
        public partial class Sample
        {
            private readonly FlowLock _ledger = new();
            private static readonly SemaphoreSlim s_net = new(4);
            [Step, WithLock("ledger" /* all */)] private void A() { }
            [Step, WithLock("disk", "net:4")] private void B() => Console.Write(_ledger);
        }
        """);

    [Fact]
    [Fixes("FLOW302")]
    public Task Adds_the_missing_types() => VerifyFix.One(
        "FLOW302",
        Source(""),
        Source("\n    [JsonSerializable(typeof(DateOnly))]\n    [JsonSerializable(typeof(Dictionary<string, Invoice>))]"),
        "Add [JsonSerializable(typeof(DateOnly))], [JsonSerializable(typeof(Dictionary<string, Invoice>))] to 'AppJson'");

    private static string Source(string added) => $$"""
        using AsyncFlow.Durable;
        using System.Text.Json.Serialization;

        namespace App
        {
            public sealed record Order(int Number);
            public sealed record Invoice(string Text);

            // What is stored.
            [JsonSerializable(typeof(List<Order>))]{{added}}
            public partial class AppJson : JsonSerializerContext;

            [Flow, Durable]
            public partial class Sample
            {
                [Step] private List<Order> Load([Input] DateOnly day) => [];
                [Step, Output] private Dictionary<string, Invoice> Bill(List<Order> orders) => [];
            }

            public static class Program
            {
                public static void Configure(AsyncFlowBuilder flows) => flows.AddFlow<Sample>(AppJson.Default);
            }
        }

        """ + DurablePayloadTests.Package.Replace("public partial class AppJson", "namespace App\n{\npublic partial class AppJson", StringComparison.Ordinal) + "\n}\n";
}
