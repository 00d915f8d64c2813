using System.Globalization;
using System.Text.RegularExpressions;

namespace Build;

/// <summary>How many tests of a project passed and failed.</summary>
internal sealed partial record TestCount(string Project, int Passed, int Failed)
{
    /// <summary>Reads the closing line of the test runner. A project without one counts as a test that failed.</summary>
    public static TestCount Read(string project, string output) => ClosingLine().Match(output) is { Success: true, Groups: [_, { Value: var failed }, { Value: var passed }] }
        ? new(project, int.Parse(passed, CultureInfo.InvariantCulture), int.Parse(failed, CultureInfo.InvariantCulture))
        : new(project, 0, 1);

    public static TestCount Sum(IReadOnlyList<TestCount> counts) =>
        new(string.Join(", ", counts.Where(static count => count.Failed > 0).Select(static count => count.Project)), counts.Sum(static count => count.Passed), counts.Sum(static count => count.Failed));

    /// <exception cref="BuildException">A test failed.</exception>
    public void ThrowIfFailed()
    {
        if (Failed > 0)
        {
            throw new BuildException($"Tests failed in {Project}.");
        }
    }

    [GeneratedRegex(@"^(?:Passed|Failed)! .*Failed: *(\d+), Passed: *(\d+),", RegexOptions.Multiline)]
    private static partial Regex ClosingLine();
}
