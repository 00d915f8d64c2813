using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Races;

/// <summary>
/// FLOW103: two steps that neither a path nor a common lock separates access the same member, and one of them writes it; or
/// a step writes a member while it processes several elements. Requires a valid flow, because an invalid edge might be the
/// one that orders the steps.
/// </summary>
internal sealed class DataRaceRule
{
    // The maximum number of reports for each step that races with many others.
    private const int MaxReportsPerStep = 8;

    private readonly ParsedFlow _flow;
    private readonly MethodSummaries _summaries;
    private readonly Reachability _paths;
    private readonly Action<Diagnostic> _report;

    private DataRaceRule(ParsedFlow flow, MethodSummaries summaries, Action<Diagnostic> report)
    {
        _flow = flow;
        _summaries = summaries;
        _paths = Reachability.Of(flow);
        _report = report;
    }

    public static void Check(ParsedFlow flow, MethodSummaries summaries, Action<Diagnostic> report)
    {
        if (flow.Problems.IsEmpty)
        {
            new DataRaceRule(flow, summaries, report).Check();
        }
    }

    private void Check()
    {
        foreach (StateUses uses in StateUses.Collect(_flow, _summaries))
        {
            if (uses.IsWritten && !IsPerThread(uses.Location.Member) && !HasCommonLock(uses))
            {
                Check(uses);
            }
        }
    }

    private void Check(StateUses uses)
    {
        for (int i = 0; i < uses.Steps.Count; i++)
        {
            int races = 0;
            if (CanOverlapWithItself(uses.Steps[i].Step) && Conflict(uses.Steps[i], uses.Steps[i]) is var (self, sameStep))
            {
                Report(uses.Location, self, sameStep);
            }

            for (int j = i + 1; j < uses.Steps.Count && races < MaxReportsPerStep; j++)
            {
                if (CanOverlap(uses.Steps[i].Step, uses.Steps[j].Step) && Conflict(uses.Steps[i], uses.Steps[j]) is var (write, other))
                {
                    Report(uses.Location, write, other);
                    races++;
                }
            }
        }
    }

    private bool CanOverlap(ParsedStep one, ParsedStep other) =>
        !_paths.AreOrdered(one.Index, other.Index) && !(_flow.Settings.SingleThreaded && one.IsAsync && other.IsAsync);

    private bool CanOverlapWithItself(ParsedStep step) =>
        step.Declaration.Each is { MaxConcurrency: not 1 } && !(_flow.Settings.SingleThreaded && step.IsAsync);

    private ((ParsedStep, Access) Write, (ParsedStep, Access) Other)? Conflict(StepUses one, StepUses other)
    {
        foreach (Access left in one.Accesses)
        {
            foreach (Access right in other.Accesses)
            {
                if ((left.Kind == AccessKind.Write || right.Kind == AccessKind.Write) && !left.Locks.Any(held => right.Locks.Contains(held) && _summaries.IsExclusive(held)))
                {
                    return left.Kind == AccessKind.Write ? ((one.Step, left), (other.Step, right)) : ((other.Step, right), (one.Step, left));
                }
            }
        }

        return null;
    }

    private static bool IsPerThread(ISymbol member) =>
        member.IsStatic && member.GetAttributes().Any(static attribute => attribute.AttributeClass.Is("System", "ThreadStaticAttribute"));

    private bool HasCommonLock(StateUses uses)
    {
        ImmutableHashSet<HeldLock>? common = null;
        foreach (Access access in uses.Steps.SelectMany(static step => step.Accesses))
        {
            common = common?.Intersect(access.Locks) ?? access.Locks;
            if (common.IsEmpty)
            {
                return false;
            }
        }

        return common?.Any(_summaries.IsExclusive) ?? false;
    }

    private void Report(StateLocation location, (ParsedStep Step, Access Access) write, (ParsedStep Step, Access Access) other)
    {
        (ParsedStep earlier, ParsedStep later) = RaceOrder.Of(write.Step, other.Step, _flow);
        bool isSelf = earlier == later;
        _report(Diagnostic.Create(
            BodyDiagnostics.DataRace,
            write.Access.Syntax.GetLocation(),
            [other.Access.Syntax.GetLocation()],
            ImmutableDictionary<string, string?>.Empty
                .Add(FixProperties.Flow, _flow.Type.GetDocumentationCommentId())
                .Add(FixProperties.Member, location.Member.Name)
                .Add(FixProperties.Earlier, earlier.Name)
                .Add(FixProperties.Later, later.Name),
            location.Name,
            write.Step.Name,
            other.Step.Name,
            $"{other.Access.Kind switch { AccessKind.Write => "writes it too", AccessKind.Atomic => "uses it", _ => "reads it" }}{(isSelf ? " for another element" : "")}",
            isSelf ? "hold a lock, or return a result instead" : "add a dependency between the steps, or hold a common lock"));
    }
}
