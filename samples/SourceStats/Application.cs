using AsyncFlow;
using SourceStats.Files;
using SourceStats.Reporting;

namespace SourceStats;

/// <summary>The program without its process: arguments in, text and an exit code out.</summary>
internal static class Application
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int WrongUsage = 2;
    public const int Interrupted = 130; // what shells report after Ctrl+C: 128 + SIGINT

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        if (!Options.TryParse(args, out Options options, out string problem))
        {
            await error.WriteLineAsync($"SourceStats: {problem} Try --help.");
            return WrongUsage;
        }

        if (options.ShowHelp || options.ShowPlan)
        {
            await output.WriteAsync(options.ShowHelp ? Options.Help : SourceStatsFlow.Plan.ToString());
            return Success;
        }

        string root = Path.GetFullPath(options.Directory ?? Repository.FindRoot());
        if (FindProblem(root, options.JsonFile) is { } wrong)
        {
            await error.WriteLineAsync($"SourceStats: {wrong}");
            return WrongUsage;
        }

        FlowReport<Summary> report = await new SourceStatsFlow(root, options, output).RunAsync(cancellationToken);
        if (options.ShowTimings)
        {
            await error.WriteAsync(report.ToString());
        }

        switch (report.Status)
        {
            case FlowStatus.Succeeded:
                return Success;
            case FlowStatus.Canceled:
                await error.WriteLineAsync("SourceStats: interrupted; nothing was written.");
                return Interrupted;
            default:
                await error.WriteLineAsync($"SourceStats: {report.Failures[0].Message}");
                return Failure;
        }
    }

    // What can be known to be wrong is said at once, not after minutes of reading.
    private static string? FindProblem(string root, string? jsonFile)
    {
        if (!Directory.Exists(root))
        {
            return File.Exists(root) ? $"'{root}' is a file; give a directory." : $"there is no directory '{root}'.";
        }

        if (jsonFile is null)
        {
            return null;
        }

        string path = Path.GetFullPath(jsonFile);
        return Directory.Exists(path) ? $"'{path}' is a directory; give a file for --json."
            : !Directory.Exists(Path.GetDirectoryName(path)) ? $"there is no directory '{Path.GetDirectoryName(path)}' for the JSON file."
            : null;
    }
}
