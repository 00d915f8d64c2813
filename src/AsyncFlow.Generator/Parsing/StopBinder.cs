using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Plan;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the methods with <c>[Stops]</c>, and the results that they take (FLOW003, FLOW022).</summary>
internal sealed class StopBinder(FlowContext context, ImmutableArray<ParsedStep> steps)
{
    private readonly StepNames _names = new(steps.Select(static step => step.Declaration).ToImmutableArray());
    private readonly Dictionary<int, ParsedStop> _stops = [];

    /// <summary>The methods in the order of their steps, without those with errors; null if the flow has none.</summary>
    public ImmutableArray<ParsedStop>? Bind()
    {
        bool any = false;
        foreach (IMethodSymbol method in Methods())
        {
            if (method.FindAttribute("StopsAttribute") is not { } attribute)
            {
                continue;
            }

            any = true;
            if (NameArgument.Read(attribute) is [var argument] && Find(argument, method) is int step)
            {
                Bind(method, step, argument);
            }
        }

        return any ? _stops.Values.OrderBy(static stop => stop.Step).ToImmutableArray() : null;
    }

    private IEnumerable<IMethodSymbol> Methods() => context.Flow.BaseClasses()
        .Where(type => StepCollector.MayHaveSteps(type, context.Flow))
        .Reverse()
        .Append(context.Flow)
        .SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>());

    private int? Find(NameArgument argument, IMethodSymbol method)
    {
        if (_names.Find(argument.Value) is int step)
        {
            return step;
        }

        if (argument.IsInError(context.Compilation))
        {
            context.ReportedElsewhere.Add("CS0103");
            return null;
        }

        string written = argument.Value ?? "null";
        string? suggestion = Suggestion.For(written, _names.All);
        context.Report(new FlowFinding(FlowDiagnostics.UnknownStep, argument.Location ?? method.LocationOr(context.Flow), written, context.Flow.Name, suggestion is null ? "" : $"; did you mean '{suggestion}'?")
        {
            Suggestion = suggestion,
        });
        return null;
    }

    private void Bind(IMethodSymbol method, int step, NameArgument argument)
    {
        // An override replaces the method of the base class.
        ParsedStop? other = _stops.TryGetValue(step, out ParsedStop? known) && !StepCollector.Replaces(method, known.Method) ? known : null;
        ImmutableArray<int>.Builder producers = ImmutableArray.CreateBuilder<int>(method.Parameters.Length);
        string? problem = other is null ? FindProblem(method) : $"'{other.Method.Name}' stops it already";
        for (int i = 0; i < method.Parameters.Length && problem is null; i++)
        {
            (int producer, problem) = Bind(method.Parameters[i], step);
            producers.Add(producer);
        }

        if (problem is null)
        {
            _stops[step] = new(method, step, producers.ToImmutable());
        }
        else if (method.Parameters.All(static parameter => !StepDeclaration.IsUnavailable(parameter.Type)))
        {
            context.Report(FlowDiagnostics.InvalidStop, argument.Location ?? method.LocationOr(context.Flow), method.Name, steps[step].Name, problem);
        }
        else
        {
            context.ReportedElsewhere.Add("CS0246");
        }
    }

    private string? FindProblem(IMethodSymbol method) => method switch
    {
        _ when method.FindAttribute("StepAttribute") is not null => "it is a step itself",
        _ when context.Flow.IsStatic => $"'{context.Flow.Name}' is static, and a host runs an instance",
        { MethodKind: not MethodKind.Ordinary } => "it is not an ordinary method",
        { IsGenericMethod: true } => "it is generic, and its type arguments are unknown",
        { IsAsync: true, ReturnsVoid: true } => "'async void' cannot be awaited; return Task",
        { ReturnsVoid: false } when !IsTask(method.ReturnType) => "it does not return void, a Task or a ValueTask",
        _ when !context.Compilation.IsSymbolAccessibleWithin(method, context.Flow) => $"'{context.Flow.Name}' cannot call it; make it protected",
        _ => null,
    };

    private (int Producer, string? Problem) Bind(IParameterSymbol parameter, int step)
    {
        if (parameter.Type.Is("System.Threading", "CancellationToken"))
        {
            return (-1, null);
        }

        if (parameter.RefKind != RefKind.None)
        {
            return (-1, $"its parameter '{parameter.Name}' is passed by reference");
        }

        ImmutableArray<int> known = SucceededWith(step);
        if (parameter.FindAttribute("FromAttribute") is { } from && NameArgument.Read(from) is [var argument])
        {
            return _names.Find(argument.Value) is int named && known.Contains(named) && Fits(steps[named], parameter)
                ? Taken(named, parameter)
                : (-1, $"its parameter '{parameter.Name}' cannot take a '{parameter.Type.Display()}' from '{argument.Value}', which is not '{steps[step].Name}' or a step that is certain to have succeeded before it");
        }

        // Its own result comes first: a server is stopped by what starting it returned.
        int[] producers = Fits(steps[step], parameter) ? [step] : [.. known.Where(i => Fits(steps[i], parameter))];
        return producers switch
        {
            [var only] => Taken(only, parameter),
            [] => (-1, $"its parameter '{parameter.Name}' needs '{parameter.Type.Display()}', which neither '{steps[step].Name}' nor a step that is certain to have succeeded before it produces"),
            _ => (-1, $"its parameter '{parameter.Name}' needs '{parameter.Type.Display()}', which several steps produce: {string.Join(", ", producers.Select(producer => $"'{steps[producer].Name}'"))}; choose one with [From]"),
        };
    }

    private (int Producer, string? Problem) Taken(int producer, IParameterSymbol parameter) =>
        steps[producer].Declaration.Member.FindAttribute("OwnedAttribute") is null
            ? (producer, null)
            : (-1, $"its parameter '{parameter.Name}' takes the result of '{steps[producer].Name}', which the run owns and has disposed of; remove [Owned]");

    private bool Fits(ParsedStep step, IParameterSymbol parameter) =>
        step.Result is { } result && context.Compilation.ClassifyCommonConversion(result, parameter.Type) is { IsIdentity: true } or { IsImplicit: true, IsReference: true };

    // The step, and the steps before it that have succeeded if it has: not those that can be skipped, or whose outcome is enough.
    private ImmutableArray<int> SucceededWith(int step)
    {
        HashSet<int> found = [step];
        Stack<int> open = new(found);
        while (open.Count > 0)
        {
            ParsedStep next = steps[open.Pop()];
            foreach (int upstream in next.Upstream.Select(static edge => edge.Step).Except(next.OutcomesTaken))
            {
                if (found.Add(upstream))
                {
                    open.Push(upstream);
                }
            }
        }

        return found.Where(i => i == step || steps[i].Condition is null).OrderBy(static i => i).ToImmutableArray();
    }

    private static bool IsTask(ITypeSymbol type) =>
        type.Is("System.Threading.Tasks", "Task") || type.Is("System.Threading.Tasks", "Task", arity: 1) || type.Is("System.Threading.Tasks", "ValueTask") || type.TypeKind == TypeKind.Error;
}
