using System.Globalization;

namespace SourceStats;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Help = """
        Counts what is in a tree of source code: lines by language, duplicate files, the largest files, the longest lines.

        usage: SourceStats [DIRECTORY] [options]

          DIRECTORY      the tree to look at; by default the repository around the current directory
          --json FILE    also write everything to FILE as JSON
          --top N        how many files and lines the lists show (default 5)
          --all          also look into .git, bin, obj, node_modules and the like
          --timings      print when each step ran, on standard error
          --plan         print the plan of the flow, and end
          --help, -h     print this, and end

        exit code: 0 done, 1 failed, 2 wrong usage, 130 interrupted

        """;

    public string? Directory { get; init; }
    public string? JsonFile { get; init; }
    public int Top { get; init; } = 5;
    public bool All { get; init; }
    public bool ShowTimings { get; init; }
    public bool ShowPlan { get; init; }
    public bool ShowHelp { get; init; }

    public static bool TryParse(string[] args, out Options options, out string problem)
    {
        options = new();
        problem = "";
        bool optionsEnded = false;
        for (int i = 0; i < args.Length && problem.Length == 0; i++)
        {
            string arg = args[i];
            if (optionsEnded || !arg.StartsWith('-') || arg.Length == 1)
            {
                problem = options.Directory is null ? "" : $"one directory, please, not both '{options.Directory}' and '{arg}'.";
                options = options with { Directory = arg };
                continue;
            }

            (string name, string? value) = Split(arg);
            if (name is "--json" or "--top")
            {
                value ??= i + 1 < args.Length ? args[++i] : "";
            }
            else if (value is not null)
            {
                problem = $"{name} takes no value.";
                continue;
            }

            switch (name)
            {
                case "--json" when string.IsNullOrEmpty(value):
                    problem = "--json needs a file name.";
                    break;
                case "--json":
                    options = options with { JsonFile = value };
                    break;
                case "--top" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int top):
                    options = options with { Top = top };
                    break;
                case "--top":
                    problem = $"--top needs a number, not '{value}'.";
                    break;
                case "--all":
                    options = options with { All = true };
                    break;
                case "--timings":
                    options = options with { ShowTimings = true };
                    break;
                case "--plan":
                    options = options with { ShowPlan = true };
                    break;
                case "--help" or "-h":
                    options = options with { ShowHelp = true };
                    break;
                case "--":
                    optionsEnded = true;
                    break;
                default:
                    problem = $"there is no option '{name}'.";
                    break;
            }
        }

        return problem.Length == 0;
    }

    private static (string Name, string? Value) Split(string arg) =>
        arg.IndexOf('=', StringComparison.Ordinal) is > 0 and int at ? (arg[..at], arg[(at + 1)..]) : (arg, null);
}
