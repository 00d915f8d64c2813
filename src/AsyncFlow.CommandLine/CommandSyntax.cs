using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AsyncFlow.CommandLine.Output;

namespace AsyncFlow.CommandLine;

/// <summary>The options and arguments of a flow's command line, and how they are read.</summary>
internal sealed class CommandSyntax
{
    private readonly FlowPlan _plan;
    private readonly FlowInput[] _inputs;
    private readonly Detail _detail;
    private readonly Argument<string[]>? _targets;
    private readonly Option<string[]> _target = new("--target", "-t") { Description = "A step to run, with all that it needs. May be repeated.", HelpName = "step" };
    private readonly Option<string[]> _skip = new("--skip") { Description = "A step not to run. Steps that take its result are skipped too. May be repeated.", HelpName = "step" };
    private readonly Option<bool> _list = new("--list") { Description = "List the steps, and end." };
    private readonly Option<string> _graph = new("--graph") { Description = "Print the graph of what would run, and end.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print what would run and what would not, and end." };
    private readonly Option<int?> _parallel = new("--parallel") { Description = "How many steps may run at the same time; 0 for no limit.", HelpName = "n" };
    private readonly Option<bool> _continue = new("--continue") { Description = "After a failure, run the steps that do not depend on the step that failed." };
    private readonly Option<FileInfo> _html = new("--html") { Description = "Write what happened as a page.", HelpName = "file" };
    private readonly Option<FileInfo> _trace = new("--trace") { Description = "Write what happened as a trace for Perfetto or Chrome.", HelpName = "file" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Print failures only." };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "Print what steps do, and a report." };
    private readonly Option<bool> _noColor = new("--no-color") { Description = "Print without colors. The environment variable NO_COLOR does so too." };
    private readonly Option<string> _completion = new("--completion") { Description = "Print a script for the shell that completes this command line, and end." };

    /// <exception cref="InvalidOperationException">An input cannot be an option.</exception>
    public CommandSyntax(FlowPlan plan, FlowInput[] inputs, FlowCommandSettings settings)
    {
        _plan = plan;
        _inputs = inputs;
        _detail = settings.IsQuiet ? Detail.Progress : Detail.Steps;
        _graph.AcceptOnlyFromAmong("mermaid", "dot", "text");
        _completion.AcceptOnlyFromAmong("bash");
        _parallel.CustomParser = ParseLimit;
        Root = new RootCommand(settings.Description ?? "");
        InputSymbols symbols = new(plan, inputs, settings.Arguments);
        foreach (Argument argument in symbols.Arguments)
        {
            Root.Arguments.Add(argument);
        }

        if (symbols.Arguments.Count == 0)
        {
            _targets = new("targets") { Description = "The steps to run, with all that they need. Without any, all steps run.", Arity = ArgumentArity.ZeroOrMore };
            Root.Arguments.Add(_targets);
            _targets.CompletionSources.Add(_ => StepNames);
        }

        _target.CompletionSources.Add(_ => StepNames);
        _skip.CompletionSources.Add(_ => StepNames);
        foreach (Option option in (Option[])[.. symbols.Options, _target, _skip, _list, _dryRun, _graph, _parallel, _continue, _html, _trace, _quiet, .. settings.IsQuiet ? (Option[])[_verbose] : [], _noColor, _completion])
        {
            Root.Options.Add(option);
        }

        symbols.ThrowIfTaken(Root);
    }

    public RootCommand Root { get; }

    private IEnumerable<string> StepNames => _plan.Steps.Select(static step => step.Name);

    /// <summary>Whether the script for the shell is asked for.</summary>
    public bool AsksForCompletion(ParseResult parsed) => parsed.GetResult(_completion) is not null;

    /// <summary>What is wrong with a command line; null for nothing.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="args">Its arguments.</param>
    public string? ErrorOf(ParseResult parsed, string[] args)
    {
        // The library takes an unknown option for an argument if there is room for one.
        HashSet<string> plain = [.. args.SkipWhile(static arg => arg != "--")];
        foreach (string text in Root.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []).Select(static token => token.Value).Concat(parsed.UnmatchedTokens))
        {
            if (text.Length > 1 && text[0] == '-' && !plain.Contains(text))
            {
                return $"There is no option '{text}'.";
            }
        }

        return parsed.Errors is [ParseError error, ..] ? error.Message : null;
    }

    /// <summary>What a command line without errors asks for.</summary>
    public CommandRequest Read(ParseResult parsed) => new()
    {
        Targets = Names([.. _targets is null ? [] : parsed.GetValue(_targets) ?? [], .. parsed.GetValue(_target) ?? []]),
        Skip = Names(parsed.GetValue(_skip) ?? []),
        Inputs = new FlowInputValues(_inputs, parsed),
        MissingInputs = [.. _inputs.Where(input => input.IsRequired && !input.IsGiven(parsed)).Select(static input => input.OptionName)],
        ListsSteps = parsed.GetValue(_list),
        Graph = parsed.GetResult(_graph) is null ? null : parsed.GetValue(_graph) ?? "mermaid",
        IsDryRun = parsed.GetValue(_dryRun),
        MaxConcurrency = parsed.GetValue(_parallel),
        Continues = parsed.GetValue(_continue),
        Html = parsed.GetValue(_html),
        Trace = parsed.GetValue(_trace),
        Detail = parsed.GetValue(_quiet) ? Detail.Failures : parsed.GetValue(_verbose) ? Detail.Steps : _detail,
        IsColorless = parsed.GetValue(_noColor),
    };

    // Names on the command line may be in any case, and several may be joined by commas.
    private string[]? Names(string[] texts) => texts.Length == 0 ? null : [.. texts.SelectMany(Split).Select(Resolve)];

    private string[] Split(string text) => StepNames.Contains(text) ? [text] : text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private string Resolve(string name) => StepNames.Contains(name) || StepNames.Where(step => step.Equals(name, StringComparison.OrdinalIgnoreCase)).ToArray() is not [string only] ? name : only;

    private static int? ParseLimit(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit))
        {
            return limit;
        }

        result.AddError($"--parallel needs a whole number that is not negative, not '{text}'.");
        return null;
    }
}
