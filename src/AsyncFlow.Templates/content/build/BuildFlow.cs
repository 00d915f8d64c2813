using System.ComponentModel;
using AsyncFlow;

namespace Company.FlowBuild1;

/// <summary>The build. <c>dotnet run -- --help</c> says what it can do; <c>dotnet run -- Test</c> runs the tests and what they need.</summary>
[Flow]
internal sealed partial class BuildFlow
{
    // Commands that write the same files take turns.
    private readonly FlowLock _output = new("output");

    [Step]
    private static Tool Locate([Input, Description("The folder of the solution or project; by default the current one")] DirectoryInfo? directory = null) =>
        new(directory ?? new DirectoryInfo(Directory.GetCurrentDirectory()));

    [Step, WithLock(nameof(_output))]
    private static Task Restore(Tool tool, CancellationToken cancellationToken) => tool.RunAsync(["restore"], cancellationToken);

    [Step(nameof(Restore)), WithLock(nameof(_output))]
    private static Task Compile(Tool tool, [Input, Description("Debug or Release")] string configuration = "Release", CancellationToken cancellationToken = default) =>
        tool.RunAsync(["build", "--no-restore", "--configuration", configuration], cancellationToken);

    // These two need only what was restored or compiled, and not each other: they run at the same time.
    [Step(nameof(Compile))]
    private static Task Test(Tool tool, [Input] string configuration = "Release", CancellationToken cancellationToken = default) =>
        tool.RunAsync(["test", "--no-build", "--configuration", configuration], cancellationToken);

    [Step(nameof(Compile))]
    private static Task CheckFormat(Tool tool, CancellationToken cancellationToken) => tool.RunAsync(["format", "--no-restore", "--verify-no-changes"], cancellationToken);

    [Step(nameof(Test), nameof(CheckFormat)), WithLock(nameof(_output))]
    private static Task Pack(Tool tool, [Input] string configuration = "Release", CancellationToken cancellationToken = default) =>
        tool.RunAsync(["pack", "--no-build", "--configuration", configuration, "--output", "artifacts"], cancellationToken);
}
