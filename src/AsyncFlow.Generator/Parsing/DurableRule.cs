using System.Collections.Immutable;
using System.Globalization;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks that a <c>[Durable]</c> flow can be taken apart (FLOW306), and that a container can create it (FLOW303), and that its locks are those of the cluster (FLOW304).</summary>
internal sealed class DurableRule(FlowContext context, FlowSettings settings, ImmutableArray<ParsedStep> steps, ParsedStep? output)
{
    private readonly Dictionary<string, int> _permits = [];

    public void Check(Streams streams, ImmutableArray<ParsedPolicy> policies)
    {
        if (!DurableBuilder.IsDurable(context.Flow))
        {
            return;
        }

        INamedTypeSymbol flow = context.Flow;
        foreach (string problem in OfClass(flow, policies))
        {
            context.Report(FlowDiagnostics.NotDurable, flow.LocationOr(flow), flow.Name, problem);
        }

        if (!flow.IsStatic && !flow.IsAbstract && FactoryBuilder.ProblemOf(flow, context.Compilation) is { } reason)
        {
            context.Report(FlowDiagnostics.NotCreatable, flow.LocationOr(flow), flow.Name, reason);
        }

        foreach (ParsedStep step in steps)
        {
            CheckLocks(step);
            if (OfStep(step, streams) is { } problem)
            {
                context.Report(FlowDiagnostics.NotDurable, context.At(step.Declaration, null), flow.Name, $"step '{step.Name}' {problem}");
            }
        }
    }

    private void CheckLocks(ParsedStep step)
    {
        foreach (ParsedLock held in step.Locks)
        {
            string? name = held.Key is null ? ClusterLocks.NameFor(held.Member, context.Compilation) : null;
            FlowFinding finding = new(
                FlowDiagnostics.NotOfCluster,
                context.At(step.Declaration, held.Location),
                FlowContext.NameOf(step.Declaration),
                held.Name,
                $"it is a lock of one process, and other processes run steps too; name a lock of the cluster, [WithLock(\"{name ?? "ledger"}\")]")
            {
                Suggestion = step.Declaration.IsInherited ? null : name,
            };
            context.ReportShared(step.Declaration, finding);
        }

        foreach (ParsedClusterLock held in step.ClusterLocks.Where(static held => held.Member is null))
        {
            if (!_permits.TryGetValue(held.Name, out int permits))
            {
                _permits.Add(held.Name, held.Permits);
            }
            else if (permits != held.Permits)
            {
                string problem = $"it has {permits.ToString(CultureInfo.InvariantCulture)} permits elsewhere in the flow, and here {held.Permits.ToString(CultureInfo.InvariantCulture)}; write the same number";
                context.ReportShared(step.Declaration, new FlowFinding(FlowDiagnostics.NotOfCluster, context.At(step.Declaration, null), FlowContext.NameOf(step.Declaration), held.Name, problem));
            }
        }
    }

    // Locks of one process are errors in a durable flow.
    private static bool HoldsClusterLocks(INamedTypeSymbol flow) =>
        DurableBuilder.IsDurable(flow) && flow.BaseClasses().Prepend(flow).SelectMany(static type => type.GetMembers()).Any(static member => member.FindAttribute("WithLockAttribute") is not null);

    private IEnumerable<string> OfClass(INamedTypeSymbol flow, ImmutableArray<ParsedPolicy> policies)
    {
        if (flow.IsStatic)
        {
            yield return "it is static; make it a class that a container creates";
        }

        if (flow.IsAbstract && !flow.IsStatic)
        {
            yield return "it is abstract, so no container can create it";
        }

        if (flow.EnclosingTypes().Prepend(flow).Any(static type => type.Arity > 0))
        {
            yield return "it is generic, and stored runs find their flow by its name alone";
        }

        if (DurableBuilder.FindHidden(flow, context.Inputs.Ordered, output) is { } hidden)
        {
            yield return $"the method that starts its runs is in another class, which cannot access '{hidden.Display()}'; make it public or internal";
        }

        if (settings.SingleThreaded)
        {
            yield return "SingleThreaded is not supported, since its steps run in several processes";
        }

        if (!policies.IsEmpty)
        {
            yield return "a policy of the whole class is not supported; put [WithPolicy] on its steps";
        }

        if (flow.GetMembers().FirstOrDefault(static member => member.FindAttribute("StopsAttribute") is not null) is { } stop)
        {
            yield return $"'{stop.Name}' stops a step, but the process that stops need not be the one that ran the step";
        }

        if (DurableBuilder.HasInputMember(flow))
        {
            yield return $"its member '{DurableBuilder.InputRecord}' has the name of a generated member";
        }
    }

    private string? OfStep(ParsedStep step, Streams streams) => step switch
    {
        { Declaration.SubFlow.Class: { } inner } when HoldsClusterLocks(inner) => $"runs '{inner.Name}', whose steps hold locks of the cluster, but a flow within a step runs in one process; put [WithLock] on this step",
        _ when step.Declaration.Member.FindAttribute("OwnedAttribute") is not null => "owns its result, but an object that is to be disposed cannot be stored",
        { Declaration.Return.Result.TypeKind: TypeKind.Dynamic } => "returns dynamic, which cannot be stored",
        { Declaration.Each: not null } => OfEach(step, streams),
        _ when step.Parameters.Any(static parameter => parameter.Source is ParameterSource.Result && parameter.Symbol.Type.TypeKind == TypeKind.Dynamic) => "takes dynamic, which cannot be stored",
        _ => null,
    };

    private string? OfEach(ParsedStep step, Streams streams)
    {
        if (Streams.IsStreamed(step.Declaration.Member))
        {
            return "gives its results as they come, but they are stored as a whole; remove Stream = true";
        }

        if (step.Element is not { Producer: >= 0 and int source } || steps[source].Result is not { } list)
        {
            return null;
        }

        return steps[source].Declaration.Each is not null
            ? streams.ReadersOf(source).Contains(step.Index) && (settings.FailureMode == 1 || streams.ReadersOf(step.Index).Any() || steps.Any(static other => other.OutcomesTaken.Any()))
                ? $"takes the elements of '{steps[source].Name}' one by one, which is supported only without FailureMode.Continue and StepOutcome, and for one step behind another"
                : null
            : IsArray(list) ? null
            : $"runs for each element of '{list.Display()}', which is not stored as a list; return an array or a List from '{steps[source].Name}'";
    }

    // What System.Text.Json writes as an array.
    private static bool IsArray(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1 }
        || (ElementTypes.IsCollection(type) && !type.Interfaces().Prepend(type).Any(static parent => parent.Is("System.Collections.Generic", "IDictionary", 2) || parent.Is("System.Collections.Generic", "IReadOnlyDictionary", 2)));
}
