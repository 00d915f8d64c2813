namespace AsyncFlow.Package.Tests;

/// <summary>A correct flow is correct for the SDK's own analyzers too.</summary>
[Collection(SharedPacking.Name)]
public sealed class NoNoiseTests(PackedLibrary library)
{
    [LongFact]
    public async Task Rules_about_unused_and_static_members_have_nothing_to_say()
    {
        Consumer consumer = library.CreateConsumer(
            "NoNoise",
            "<TargetFramework>net10.0</TargetFramework><EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>",
            """
            using AsyncFlow;

            Console.WriteLine(await new Valid(new HttpClient()).ExecuteAsync());
            await new Derived().ExecuteAsync();
            await Fixed.ExecuteAsync();
            await new Composed().ExecuteAsync();
            await ComposedInField.ExecuteAsync();

            [Flow]
            internal sealed partial class Valid(HttpClient http)
            {
                private readonly FlowLock _disk = new();
                private IFlowLock Own { get; } = new FlowLock();
                private int _count;

                [Step] private void Setup() { }
                [Step(nameof(Setup))] private Task<string> LoadUser(CancellationToken ct) => http.GetStringAsync(new Uri("http://localhost"), ct);
                [Step(nameof(Setup)), WithLock(nameof(_disk), nameof(Own))] private async ValueTask<int> LoadTheme() { await Task.Yield(); return 1; }
                [Step] private void Count([From(nameof(LoadUser))] string user, int theme) { _count++; Console.WriteLine(user + theme + _count); }
                [Step(nameof(Count)), Output] private string Render(int theme) => $"{theme}";
            }

            internal abstract class Shared
            {
                [Step] protected void Common() { }
            }

            [Flow]
            internal sealed partial class Derived : Shared
            {
                [Step(nameof(Common))] private void Own() { }
            }

            [Flow]
            internal static partial class Fixed
            {
                private static readonly FlowLock s_disk = new();
                [Step, WithLock(nameof(s_disk))] private static void Setup() { }
                [Step, WithLock(nameof(s_disk))] private static void Load() { }
            }

            [Flow]
            internal sealed partial class Composed
            {
                private readonly FlowLock _disk = new();
                [Composition] private FlowNode Steps => Compose.Series(Compose.WithLock(Setup, _disk), Piece());
                [Composition] private FlowNode Piece() => Compose.Parallel(Load, Load);
                private void Setup() { }
                private Task Load() => Task.CompletedTask;
            }

            [Flow]
            internal static partial class ComposedInField
            {
                [Composition] private static readonly FlowNode s_steps = Compose.Series(Setup, Setup);
                private static void Setup() { }
            }
            """);

        // At these levels in a build, so also at the lower ones of an editor.
        await consumer.WriteAsync(".editorconfig", """
            root = true
            [*.cs]
            dotnet_diagnostic.IDE0044.severity = warning
            dotnet_diagnostic.IDE0051.severity = warning
            dotnet_diagnostic.IDE0052.severity = warning
            dotnet_diagnostic.IDE0060.severity = warning
            dotnet_diagnostic.CA1801.severity = warning
            dotnet_diagnostic.CA1811.severity = warning
            dotnet_diagnostic.CA1812.severity = warning
            dotnet_diagnostic.CA1822.severity = warning
            dotnet_diagnostic.CA1823.severity = warning
            dotnet_diagnostic.CA1852.severity = warning

            """);
        (int exitCode, string[] problems) = await consumer.BuildAsync();
        Assert.DoesNotContain(problems, problem => problem.Contains("IDE", StringComparison.Ordinal) || problem.Contains(" CA", StringComparison.Ordinal));
        Assert.Equal(0, exitCode);
    }
}
