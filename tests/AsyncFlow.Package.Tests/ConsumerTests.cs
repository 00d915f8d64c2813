namespace AsyncFlow.Package.Tests;

[Collection(SharedPacking.Name)]
public sealed class ConsumerTests(PackedLibrary library)
{
    [Fact]
    public async Task A_flow_builds_without_a_word_and_runs_on_every_framework()
    {
        Consumer consumer = library.CreateConsumer(
            "Works",
            // As strict as a project can be: what the generator adds must not be what breaks it.
            """
            <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            """,
            """
            using AsyncFlow;

            Console.WriteLine(await new Greeting("world").ExecuteAsync().ConfigureAwait(false));
            Console.WriteLine(Greeting.Plan.Waves.Count);

            /// <summary>Greets.</summary>
            [Flow]
            internal sealed partial class Greeting(string name)
            {
                private readonly FlowSemaphore _two = new(2);

                [Step, WithLock(nameof(_two))]
                private static async Task<string> Salute(CancellationToken cancellationToken)
                {
                    await Task.Delay(1, cancellationToken).ConfigureAwait(false);
                    return "Hello";
                }

                [Step, WithLock(nameof(_two))]
                private int Count() => name.Length;

                [Step(nameof(Count)), WithLock(nameof(_two)), Output]
                private string Join(string salute, int length) => $"{salute}, {name} of {length}!";
            }
            """);

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems([], problems);
        Assert.Equal(0, exitCode);
        Assert.Equal("Hello, world of 5!\n2\n", (await consumer.RunAsync("net8.0")).ReplaceLineEndings("\n"));
        Assert.Equal("Hello, world of 5!\n2\n", (await consumer.RunAsync("net10.0")).ReplaceLineEndings("\n"));
    }

    // The blocks of C# are the README's own. What the first one leaves to the reader's imagination is put around it.
    [LongTheory]
    [InlineData(
        0,
        """
        using System.Net.Http.Json;
        using AsyncFlow;
        using HttpClient http = new();
        CancellationToken cancellationToken = new(canceled: true);
        """,
        """
        sealed record User;
        sealed record Theme;
        sealed record Page(User User, Theme Theme);
        """)]
    [InlineData(1, "", "")]
    [InlineData(
        3,
        "using AsyncFlow;",
        """
        [Flow] partial class Login { [Step] void Enter() { } }
        class Store { public Task<Uri[]> LoadUrlsAsync(CancellationToken ct) => Task.FromResult<Uri[]>([]); public bool Save(IReadOnlyList<Page> pages) => pages.Count > 0; }
        class Notifier { public Task SendAsync(CancellationToken ct) => Task.CompletedTask; }
        record Page { public static Task<Page> LoadAsync(Uri url, CancellationToken ct) => Task.FromResult(new Page()); }
        class Program { static void Main() { } }
        """)]
    [InlineData(
        4,
        "using AsyncFlow;",
        """
        record Order; record Rates { public static Rates Default { get; } = new(); } record Receipt(Order Order, Rates Rates);
        class Session : IAsyncDisposable { public Task<Order> LoadAsync(int id) => Task.FromResult(new Order()); public ValueTask DisposeAsync() => default; }
        class Shop { public Task<Session> OpenAsync(CancellationToken ct) => Task.FromResult(new Session()); public Task<Rates> LoadRatesAsync(CancellationToken ct) => Task.FromResult(new Rates()); }
        class Program { static async Task Main() => Console.WriteLine(await new Checkout(new Shop()).ExecuteAsync(orderId: 42, CancellationToken.None)); }
        """)]
    public async Task The_READMEs_examples_build(int block, string before, string after)
    {
        string readme = await File.ReadAllTextAsync(Path.Join(Repository.Root, "README.md"));
        string example = readme.Split("```csharp")[block + 1].Split("```")[0];
        Consumer consumer = library.CreateConsumer($"Readme{block}", "<TargetFramework>net10.0</TargetFramework>", before + example + after);

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems([], problems);
        Assert.Equal(0, exitCode);
    }

    [LongFact]
    public async Task The_examples_of_the_guide_to_composition_build()
    {
        string[] blocks = (await File.ReadAllTextAsync(Path.Join(Repository.Root, "docs/guides/composition.md"))).Split("```csharp");
        string[] examples = [.. blocks[1..].Select(static block => block.Split("```")[0])];
        Consumer consumer = library.CreateConsumer(
            "Composition",
            "<TargetFramework>net10.0</TargetFramework>",
            $$"""
            using System;
            using AsyncFlow;
            using static AsyncFlow.Compose;

            class Program { static void Main() { } }

            namespace Example0
            {
                {{examples[0]}}
                public static class Tools { public static void Download() { } public static Task Unpack() => Task.CompletedTask; public static void Shrink() { } public static void Index() { } public static void Check() { } public static Task Sign(CancellationToken ct) => Task.CompletedTask; }
            }

            namespace Example1
            {
                record Plugin(string Name) { public Task RunAsync() => Task.CompletedTask; }

                class Example(Plugin[] plugins)
                {
                    Task LoadAsync() => Task.CompletedTask;
                    async Task M(CancellationToken cancellationToken)
                    {
                        {{examples[1]}}
                    }
                }
            }

            namespace Example2
            {
                record Order; record Rates; record Invoice;

                class Example(SemaphoreSlim smtp)
                {
                    Task<Order[]> LoadAsync(CancellationToken ct) => Task.FromResult<Order[]>([]);
                    Task<Rates> LoadRatesAsync(CancellationToken ct) => Task.FromResult(new Rates());
                    Invoice[] Bill(Order[] orders, Rates rates) => [];
                    Task MailAsync(Invoice[] invoices, CancellationToken ct) => Task.CompletedTask;
                    Task ArchiveAsync(CancellationToken ct) => Task.CompletedTask;
                    IFlow M()
                    {
                        {{examples[2]}}
                        return etl;
                    }
                }
            }

            namespace Example3
            {
                record Page;
                class Crawler { public Task<Uri[]> FindAsync(CancellationToken ct) => Task.FromResult<Uri[]>([]); public Task<Page> FetchAsync(Uri url, CancellationToken ct) => Task.FromResult(new Page()); public void Index(IReadOnlyList<Page> pages) { } }

                [Flow]
                partial class Example(Crawler crawler)
                {
                    {{examples[3]}}
                }
            }

            namespace Example4
            {
                record Receipt;
                class Calendar { public Task<bool> IsHolidayAsync(CancellationToken ct) => Task.FromResult(true); }
                class Mailer { public Task<Receipt> SendAsync(CancellationToken ct) => Task.FromResult(new Receipt()); }
                class Worker { public void Work() { } }

                [Flow]
                partial class Example(Calendar calendar, Mailer mailer, Worker worker)
                {
                    {{examples[4]}}
                }
            }

            namespace Example5
            {
                public record Receipt;
                public class Carrier { public Task ShipAsync(Receipt receipt) => Task.CompletedTask; }
                [Flow] public partial class Checkout { [Step, Output] private Receipt Pay() => new(); }
                {{examples[5]}}
            }
            """.Replace("using AsyncFlow;\nusing static AsyncFlow.Compose;\n\n[Flow]", "[Flow]", StringComparison.Ordinal));

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems([], problems);
        Assert.Equal(0, exitCode);
        Assert.Equal(6, examples.Length);
    }

    [LongFact]
    public async Task An_event_loop_runs_functions_of_every_kind_in_the_oldest_language_version()
    {
        Consumer consumer = library.CreateConsumer(
            "Loops",
            """
            <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
            <LangVersion>12</LangVersion>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            """,
            """
            using AsyncFlow;

            EventLoopHost.Run(() => new Silent().ExecuteAsync());
            int sum = EventLoopHost.Run(() => new Giving().ExecuteAsync());
            sum += EventLoopHost.Run(() => new Giving().RunAsync()).Output;
            EventLoopHost.Run(async () => await new Silent().ExecuteAsync());
            sum += EventLoopHost.Run(async () => await new Giving().ExecuteAsync());
            EventLoopHost.Run(async () => { await Task.Yield(); });
            EventLoopHost.Run(() => Task.Delay(1));
            sum += EventLoopHost.Run(() => Task.FromResult(1));
            EventLoopHost.Run(Plain);
            EventLoopHost.Run(Value);
            sum += EventLoopHost.Run(PlainOf);
            sum += EventLoopHost.Run(ValueOf);
            Func<ValueTask<int>> function = ValueOf;
            sum += EventLoopHost.Run(function);
            sum += EventLoopHost.Run<int>(async () => { await Task.Yield(); return 1; });
            Console.WriteLine(sum);

            static Task Plain() => Task.CompletedTask;
            static ValueTask Value() => default;
            static Task<int> PlainOf() => Task.FromResult(1);
            static async ValueTask<int> ValueOf() { await Task.Yield(); return 1; }

            [Flow] partial class Silent { [Step] Task Wait() => Task.Delay(1); }
            [Flow] partial class Giving { [Step, Output] async Task<int> Give() { await Task.Yield(); return 1; } }
            """);

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems([], problems);
        Assert.Equal(0, exitCode);
        Assert.Equal("8", (await consumer.RunAsync("net10.0")).Trim());
    }

    [LongFact]
    public async Task A_host_that_chooses_the_order_of_steps_is_written_with_public_members_alone()
    {
        string host = (await File.ReadAllTextAsync(Path.Join(Repository.Root, "tests/AsyncFlow.Runtime.Tests/Hosts/LastFirstHost.cs")))
            .Replace("namespace AsyncFlow.Runtime.Tests;", "", StringComparison.Ordinal)
            .Replace("protected internal override", "protected override", StringComparison.Ordinal);
        Consumer consumer = library.CreateConsumer(
            "Choosing",
            "<TargetFramework>net10.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors>",
            $$"""
            using AsyncFlow;

            await new Order().ExecuteAsync(new FlowOptions { Host = new LastFirstHost() });

            [Flow]
            partial class Order
            {
                [Step] void A() => Console.Write('A');
                [Step] void B() => Console.Write('B');
                [Step(nameof(B))] Task C() { Console.Write('C'); return Task.CompletedTask; }
                [Step] void D() => Console.Write('D');
            }

            {{host}}
            """);

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems([], problems);
        Assert.Equal(0, exitCode);
        Assert.Equal("DBCA", (await consumer.RunAsync("net10.0")).Trim());
    }

    [Fact]
    public async Task Each_mistake_is_one_error_and_nothing_follows_from_it()
    {
        Consumer consumer = library.CreateConsumer(
            "Broken",
            "<TargetFramework>net10.0</TargetFramework>",
            """
            using AsyncFlow;

            await new Circle().ExecuteAsync();
            FlowReport<int> report = await new Unknown().RunAsync(new FlowOptions(), CancellationToken.None);
            Console.WriteLine(report.Output + Missing.Plan.Steps.Count);

            [Flow]
            partial class Circle
            {
                [Step(nameof(C))] void A() { }
                [Step(nameof(A))] void B() { }
                [Step(nameof(B))] void C() { }
            }

            [Flow]
            partial class Unknown
            {
                [Step] void Load() { }
                [Step("Laod"), Output] int Use() => 1;
            }

            [Flow]
            partial class Missing
            {
                [Step] string Load() => "";
                [Step] void Use(string loaded, Uri address) => Console.WriteLine(loaded + address);
            }

            [Flow]
            class NotPartial
            {
                [Step] void Load() { }
            }
            """);

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems(
            [
                "Program.cs(10,11): error FLOW002: Dependency cycle: A → B → C → A",
                "Program.cs(19,11): error FLOW003: 'Laod' is not a step of 'Unknown'; did you mean 'Load'?",
                "Program.cs(26,40): error FLOW004: Parameter 'address' of step 'Use' needs 'Uri', which no step produces; if callers give it, mark it [Input] or take it in the constructor",
                "Program.cs(30,7): error FLOW001: 'NotPartial' must be partial because it is or contains a [Flow] class",
            ],
            problems);
        Assert.Equal(1, exitCode);
    }

    // Says all that the compiler said, which Assert.Equal would cut short.
    private static void AssertProblems(string[] expected, string[] actual) => Assert.True(expected.SequenceEqual(actual), string.Join('\n', actual));
}
