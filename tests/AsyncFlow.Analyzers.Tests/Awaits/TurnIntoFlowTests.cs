using AsyncFlow.Analyzers.Tests.Coverage;
using AsyncFlow.Analyzers.Tests.Verification;
using AsyncFlow.Testing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Awaits;

public class TurnIntoFlowTests
{
    private const int Schedules = 20;

    public static TheoryData<string> Flows => [.. AwaitCorpus.All.Where(static example => example.Plan is not null).Select(static example => example.Name)];

    public static TheoryData<string> Others => [.. AwaitCorpus.All.Where(static example => example.Plan is null).Select(static example => example.Name)];

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task The_flow_compiles_without_a_diagnostic_and_has_the_plan(string name)
    {
        AwaitCase example = CaseOf(name);
        Project changed = await Changed(example);

        string text = await TurnIntoFlow.TextOf(changed);
        Diagnostic[] diagnostics = [.. (await Verify.DiagnosticsOf(changed)).Where(static diagnostic => diagnostic.Id != "CS9113")];
        Assert.True(diagnostics.Length == 0, string.Join('\n', (object[])diagnostics) + "\n" + text);
        Compilation compilation = (await changed.GetCompilationAsync())!;
        SyntaxTree flow = Assert.Single(compilation.SyntaxTrees, static tree => tree.FilePath.Contains("AsyncFlow.Generator", StringComparison.Ordinal));
        Assert.Contains($": {example.Plan}", flow.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task The_flow_does_the_same_under_many_schedules(string name)
    {
        AwaitCase example = CaseOf(name);
        Project before = TurnIntoFlow.ProjectOf(example);
        (object? result, string[] log) = await (await TurnIntoFlow.Load(before))(null);
        Func<FlowOptions?, Task<(object? Result, string[] Log)>> run = await TurnIntoFlow.Load(await TurnIntoFlow.WithOptions(await Changed(example)));
        for (int seed = 0; seed < Schedules; seed++)
        {
            (object? changedResult, string[] changedLog) = await run(seed == 0 ? null : new FlowOptions { Host = new SimulationHost(seed) });

            Assert.Equal(result?.ToString(), changedResult?.ToString());
            Assert.Equal(log.Order(StringComparer.Ordinal), changedLog.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_a_flow_cannot_do_faithfully_is_not_offered(string name) => Assert.Null(await TurnIntoFlow.Apply(TurnIntoFlow.ProjectOf(CaseOf(name))));

    [Fact]
    public Task The_text_of_a_method() => Becomes(
        """
        using System.Net.Http.Json;

        namespace Shop;

        public class Pages(HttpClient http, Settings settings)
        {
            /// <summary>Loads a page.</summary>
            public async Task<string> LoadAsync(int id, CancellationToken ct)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(id);

                // The user first.
                string user = await http.GetStringAsync($"/users/{id}", ct).ConfigureAwait(false);
                string theme = await File.ReadAllTextAsync(settings.Path, ct).ConfigureAwait(false); // may be large
                string name = user.Trim();
                if (name.Length == 0)
                {
                    // A guest.
                    throw new InvalidOperationException("no name");
                }

                string picture = await http.GetStringAsync(
                    $"/pictures/{name}",
                    ct).ConfigureAwait(false);

                // All together.
                return $"{name} {theme} {picture}";
            }

            public void Other() => Console.WriteLine(settings);
        }

        public sealed record Settings(string Path);
        """,
        """
        using System.Net.Http.Json;

        namespace Shop;

        public partial class Pages(HttpClient http, Settings settings)
        {
            /// <summary>Loads a page.</summary>
            public async Task<string> LoadAsync(int id, CancellationToken ct)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(id);

                return await new LoadFlow(http, settings).ExecuteAsync(id, ct).ConfigureAwait(false);
            }

            [Flow]
            private sealed partial class LoadFlow(HttpClient http, Settings settings)
            {
                [Step]
                private async Task<string> GetString([Input] int id, CancellationToken ct)
                {
                    // The user first.
                    string user = await http.GetStringAsync($"/users/{id}", ct).ConfigureAwait(false);
                    string name = user.Trim();
                    if (name.Length == 0)
                    {
                        // A guest.
                        throw new InvalidOperationException("no name");
                    }

                    return name;
                }

                // may be large
                [Step]
                private Task<string> ReadAllText(CancellationToken ct) => File.ReadAllTextAsync(settings.Path, ct);

                [Step]
                private Task<string> Picture([From(nameof(GetString))] string name, CancellationToken ct) => http.GetStringAsync(
                    $"/pictures/{name}",
                    ct);

                // All together.
                [Step, Output]
                private string Result([From(nameof(GetString))] string name, [From(nameof(ReadAllText))] string theme, [From(nameof(Picture))] string picture) => $"{name} {theme} {picture}";
            }

            public void Other() => Console.WriteLine(settings);
        }

        public sealed record Settings(string Path);
        """);

    [Fact]
    public async Task The_text_of_the_guide()
    {
        const string Types = """

            public record Customer(string Currency);
            public record Offer(Customer Customer, decimal Price);
            public interface ICustomers { Task<Customer?> GetAsync(int id, CancellationToken ct); }
            public interface IStock { Task<decimal> GetPriceAsync(string article, CancellationToken ct); }
            public interface IRates { Task<decimal> GetAsync(string currency, CancellationToken ct); }
            """;
        string[] examples = await ExamplesAsync("guides/awaits.md");

        await Becomes(examples[0] + Types, examples[1] + Types);
    }

    [Fact]
    public async Task The_text_of_the_page()
    {
        string[] examples = await ExamplesAsync("diagnostics/FLOW205.md");

        await Becomes(examples[0], examples[1]);
    }

    [Fact]
    public Task A_namespace_with_a_block_and_tabs() => Becomes(
        WithTabs("""
            namespace Demo
            {
                internal sealed class Reader
                {
                    public async Task<int> ReadAsync()
                    {
                        string a = await File.ReadAllTextAsync("a");
                        byte[] b = await File.ReadAllBytesAsync("b");
                        return a.Length + b.Length;
                    }
                }
            }

            """),
        WithTabs("""
            namespace Demo
            {
                internal sealed partial class Reader
                {
                    public async Task<int> ReadAsync()
                    {
                        return await new ReadFlow().ExecuteAsync();
                    }

                    [Flow]
                    private sealed partial class ReadFlow
                    {
                        [Step]
                        private Task<string> ReadAllText() => File.ReadAllTextAsync("a");

                        [Step]
                        private Task<byte[]> ReadAllBytes() => File.ReadAllBytesAsync("b");

                        [Step, Output]
                        private int Result([From(nameof(ReadAllText))] string a, [From(nameof(ReadAllBytes))] byte[] b) => a.Length + b.Length;
                    }
                }
            }

            """));

    private static string WithTabs(string text) => text.Replace("    ", "\t", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);

    [LongTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Incomplete_code_throws_nothing(int seed)
    {
        Random random = new(seed);
        foreach (AwaitCase example in AwaitCorpus.All)
        {
            string broken = string.Concat(example.Members.Split(' ').Where(_ => random.Next(25) > 0).Select(static word => word + " "));
            await TurnIntoFlow.OfferAll(TurnIntoFlow.ProjectOf(example with { Members = broken }));
        }
    }

    private static async Task<string[]> ExamplesAsync(string page)
    {
        string[] blocks = (await File.ReadAllTextAsync(Path.Combine(AllRules.Root, "docs", page))).Split("```csharp\n");
        return [.. blocks[1..].Select(static block => block.Split("```")[0])];
    }

    private static async Task Becomes(string before, string after)
    {
        Project changed = (await TurnIntoFlow.Apply(TurnIntoFlow.ProjectOf(before)))!;
        Assert.Equal(after, await TurnIntoFlow.TextOf(changed));
        Assert.Empty(await Verify.DiagnosticsOf(changed));
    }

    private static AwaitCase CaseOf(string name) => AwaitCorpus.All.Single(example => example.Name == name);

    private static async Task<Project> Changed(AwaitCase example)
    {
        Project? changed = await TurnIntoFlow.Apply(TurnIntoFlow.ProjectOf(example));
        Assert.NotNull(changed);
        return changed;
    }
}
