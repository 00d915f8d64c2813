using System.CommandLine;
using System.CommandLine.Invocation;
using AsyncFlow.CommandLine.Output;
using AsyncFlow.Insight;

namespace AsyncFlow.CommandLine;

/// <summary>One execution of a flow's command line.</summary>
internal sealed class CommandRun(ICommandLineFlow flow, FlowCommandSettings settings)
{
    private const int Success = 0;
    private const int Failure = 1;
    private const int WrongUsage = 2;

    private readonly TextWriter _output = settings.Output ?? Console.Out;
    private readonly TextWriter _error = settings.Error ?? Console.Error;

    /// <summary>Does what the arguments say, and returns the exit code.</summary>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        CommandSyntax syntax = new(flow.Plan, [.. flow.Inputs], settings);
        ParseResult parsed = syntax.Root.Parse(args);

        // The library's own actions are those of help, version and completion.
        if (parsed.Action is not (null or ParseErrorAction))
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error, ProcessTerminationTimeout = null }, cancellationToken).ConfigureAwait(false);
        }

        if (syntax.ErrorOf(parsed, args) is { } error)
        {
            return await Refuse(error).ConfigureAwait(false);
        }

        if (syntax.AsksForCompletion(parsed))
        {
            await _output.WriteAsync(CompletionScript.ForBash(Environment.ProcessPath, RootCommand.ExecutableName)).ConfigureAwait(false);
            return Success;
        }

        CommandRequest request = syntax.Read(parsed);
        return await RunAsync(request with { Targets = request.Targets ?? settings.Options?.Targets, Skip = request.Skip ?? settings.Options?.Skip }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> RunAsync(CommandRequest request, CancellationToken cancellationToken)
    {
        FlowPlan selected;
        try
        {
            selected = flow.Plan.Select(request.Targets, request.Skip);
        }
        catch (ArgumentException exception)
        {
            // The parameter is one of Select, which the user of the program does not know.
            return await Refuse(exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal)).ConfigureAwait(false);
        }

        if (PlanText.Of(request, flow.Plan, selected) is { } text)
        {
            await _output.WriteAsync(text).ConfigureAwait(false);
            return Success;
        }

        if (request.MissingInputs is [_, ..] missing)
        {
            return await Refuse($"{string.Join(" and ", missing)} must be given.").ConfigureAwait(false);
        }

        using Interruption interruption = new(cancellationToken);
        Terminal terminal = settings.Console is { } console ? new(console) : new(_error, request.IsColorless);
        IFlow shown = terminal.Show(new BoundFlow(flow, request.Inputs), request.Detail);
        FlowReport report;
        try
        {
            report = await shown.RunAsync(OptionsOf(request), interruption.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What a run throws instead of reporting it is about its options, such as a host that does not fit the flow.
            await _error.WriteLineAsync($"{flow.Plan.Name}: {exception.Message}").ConfigureAwait(false);
            return Failure;
        }

        ReportTable.Write(terminal, report, flow.Plan, request.Detail);
        return await SaveAsync(report, request).ConfigureAwait(false) ? ExitCodeOf(report, interruption) : Failure;
    }

    private FlowOptions OptionsOf(CommandRequest request)
    {
        FlowOptions options = settings.Options ?? new FlowOptions();
        return options with
        {
            Targets = request.Targets,
            Skip = request.Skip,
            MaxConcurrency = request.MaxConcurrency ?? options.MaxConcurrency,
            FailureMode = request.Continues ? FailureMode.Continue : options.FailureMode,
        };
    }

    private static int ExitCodeOf(FlowReport report, Interruption interruption) => report.Status switch
    {
        FlowStatus.Succeeded => Success,
        FlowStatus.Canceled => interruption.ExitCode,
        _ => Failure,
    };

    private async Task<bool> SaveAsync(FlowReport report, CommandRequest request)
    {
        bool isSaved = true;
        foreach ((FileInfo? file, Action<string> save) in ((FileInfo?, Action<string>)[])[(request.Html, report.SaveHtml), (request.Trace, report.SaveTrace)])
        {
            try
            {
                if (file is not null)
                {
                    save(file.FullName);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await _error.WriteLineAsync($"{flow.Plan.Name}: '{file}' cannot be written: {exception.Message}").ConfigureAwait(false);
                isSaved = false;
            }
        }

        return isSaved;
    }

    private async Task<int> Refuse(string problem)
    {
        await _error.WriteLineAsync($"{flow.Plan.Name}: {problem} Try --help.").ConfigureAwait(false);
        return WrongUsage;
    }
}
