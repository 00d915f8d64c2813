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

    // The blocks are the README's own. What the first one leaves to the reader's imagination is put around it.
    [Theory]
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
    [InlineData(3, "", "")]
    public async Task The_READMEs_examples_build(int block, string before, string after)
    {
        string readme = await File.ReadAllTextAsync(Path.Join(Repository.Root, "README.md"));
        string example = readme.Split("```")[(2 * block) + 1]["csharp".Length..];
        Consumer consumer = library.CreateConsumer($"Readme{block}", "<TargetFramework>net10.0</TargetFramework>", before + example + after);

        (int exitCode, string[] problems) = await consumer.BuildAsync();
        AssertProblems([], problems);
        Assert.Equal(0, exitCode);
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
                "Program.cs(19,11): error FLOW003: 'Laod' is no step of 'Unknown'; did you mean 'Load'?",
                "Program.cs(26,40): error FLOW004: Parameter 'address' of step 'Use' needs 'Uri', which no step produces",
                "Program.cs(30,7): error FLOW001: 'NotPartial' must be partial: it is or contains a [Flow] class, which gets generated members",
            ],
            problems);
        Assert.Equal(1, exitCode);
    }

    // Says all that the compiler said, which Assert.Equal would cut short.
    private static void AssertProblems(string[] expected, string[] actual) => Assert.True(expected.SequenceEqual(actual), string.Join('\n', actual));
}
