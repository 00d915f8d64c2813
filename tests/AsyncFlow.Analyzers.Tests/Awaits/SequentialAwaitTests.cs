using System.Globalization;
using AsyncFlow.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Awaits;

public class SequentialAwaitTests
{
    public static TheoryData<string> Names => [.. AwaitCorpus.All.Select(static example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Of_the_corpus_exactly_the_independent_awaits_are_reported(string name)
    {
        AwaitCase example = AwaitCorpus.All.Single(example => example.Name == name);
        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(TurnIntoFlow.ProjectOf(example));

        Assert.DoesNotContain(diagnostics, static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        string[] messages = [.. diagnostics.Where(static diagnostic => diagnostic.Id == "FLOW205").Select(static diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture))];
        if (example.Message is null)
        {
            Assert.Empty(messages);
        }
        else
        {
            Assert.Contains($"could run at once: {example.Message};", Assert.Single(messages), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Fires("FLOW205")]
    public Task The_message_names_what_could_run_at_once_and_the_longest_chain() => Verify.Reports(
        """
        public class Pages(HttpClient http)
        {
            public async Task<string> {|FLOW205:LoadAsync|}(string user, CancellationToken ct)
            {
                string page = await {|FLOW205+:http.GetStringAsync(user, ct)|};
                string theme = await {|FLOW205+:File.ReadAllTextAsync("theme.json", ct)|};
                string picture = await {|FLOW205+:http.GetStringAsync(page, ct)|};
                int size = await {|FLOW205+:MeasureAsync(page)|};
                return picture + theme + size;
            }

            private static async Task<int> MeasureAsync(string text)
            {
                await Task.Yield();
                return text.Length;
            }
        }
        """,
        "'LoadAsync' awaits one after the other what could run at once: GetStringAsync, ReadAllTextAsync; GetStringAsync, MeasureAsync; its longest chain is GetStringAsync → GetStringAsync (2 of 4 awaits)");

    [Fact]
    [Silent("FLOW205")]
    public Task Nothing_is_reported_for_steps_tests_and_user_interfaces() => Verify.Silent(
        """
        [Flow]
        public partial class Startup(HttpClient http)
        {
            [Step, Output]
            private async Task<string> Load(CancellationToken ct)
            {
                string one = await http.GetStringAsync("one", ct);
                string two = await http.GetStringAsync("two", ct);
                return one + two;
            }
        }

        public class Tests
        {
            [Xunit.Fact]
            public async Task Reads()
            {
                string one = await File.ReadAllTextAsync("one");
                string two = await File.ReadAllTextAsync("two");
                Console.WriteLine(one + two);
            }
        }

        public class Window : System.Windows.Control
        {
            public async Task ShowAsync()
            {
                string one = await File.ReadAllTextAsync("one");
                string two = await File.ReadAllTextAsync("two");
                Console.WriteLine(one + two);
            }
        }

        namespace Xunit { public sealed class FactAttribute : Attribute; }
        namespace System.Windows { public class Control; }
        """);

    [Fact]
    [Silent("FLOW205")]
    public Task Nothing_is_reported_where_the_order_may_matter() => Verify.Silent(
        """
        public class Work(HttpClient http, Func<Task<int>> load)
        {
            private readonly SemaphoreSlim _gate = new(1);

            public async Task<string> FilesAsync(string text)
            {
                await File.WriteAllTextAsync("a", text);
                return await File.ReadAllTextAsync("a");
            }

            public async Task<string> PostAsync(CancellationToken ct)
            {
                HttpResponseMessage response = await http.PostAsync("a", null, ct);
                return await http.GetStringAsync("b", ct) + response;
            }

            public async Task<int> DelegatesAsync() => await load() + await load();

            public async Task<string> ConsoleAsync()
            {
                string one = await AskAsync("one");
                string two = await AskAsync("two");
                return one + two;
            }

            public async Task<string> LockedAsync()
            {
                await _gate.WaitAsync();
                string text = await http.GetStringAsync("b");
                _gate.Release();
                return text;
            }

            private static async Task<string> AskAsync(string question)
            {
                Console.WriteLine(question);
                return await Console.In.ReadLineAsync() ?? "";
            }
        }
        """);

    [Fact]
    [Silent("FLOW205")]
    public async Task A_long_method_is_left_alone()
    {
        string awaits = string.Concat(Enumerable.Range(0, 2_000).Select(static i => $"        string s{i} = await File.ReadAllTextAsync(\"{i}\");\n"));
        await Verify.Silent($"public class Long\n{{\n    public async Task<string> ReadAsync()\n    {{\n{awaits}        return s0;\n    }}\n}}\n");
    }
}
