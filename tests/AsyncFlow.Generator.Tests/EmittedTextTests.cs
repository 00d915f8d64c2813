using AsyncFlow.Generator.Tests.Infrastructure;

namespace AsyncFlow.Generator.Tests;

/// <summary>What a person reads when they look at the generated code.</summary>
public sealed class EmittedTextTests
{
    [Fact]
    public void The_example_of_the_documentation() => Verify("""
        namespace Demo;

        public sealed record User;
        public sealed record Theme;
        public sealed record Page(User User, Theme Theme);

        [Flow]
        public partial class Startup
        {
            private readonly FlowLock _disk = new();
            private readonly FlowSemaphore _net = new(2);

            [Step]
            private void Setup() { }

            [Step(nameof(Setup)), WithLock(nameof(_net))]
            private Task<User> LoadUser(CancellationToken ct) => Task.FromResult(new User());

            [Step(nameof(Setup)), WithLock(nameof(_net), nameof(_disk))]
            private async ValueTask<Theme> LoadTheme()
            {
                await Task.Yield();
                return new();
            }

            [Step, Output]
            private Page Render(User user, [From(nameof(LoadTheme))] Theme theme) => new(user, theme);
        }
        """);

    private static void Verify(string source, [System.Runtime.CompilerServices.CallerMemberName] string test = "") =>
        Snapshot.Verify(GeneratorRunner.GenerateOne(source), method: test);
}
