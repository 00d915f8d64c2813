using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Races;

/// <summary>
/// FLOW103: two steps that neither a path nor a common lock separates access the same location, and one of them writes it; or
/// a step writes a location while it processes several elements. Requires a valid flow, because an invalid edge might be the
/// one that orders the steps.
/// </summary>
internal sealed class DataRaceRule
{
    // More pairs of steps that race on one location are one report.
    private const int MaxPairs = 3;

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
        // With one slot, no two steps run at the same time.
        if (flow.Problems.IsEmpty && flow.Settings.MaxConcurrency != 1)
        {
            new DataRaceRule(flow, summaries, report).Check();
        }
    }

    private void Check()
    {
        foreach (StateUses uses in StateUses.Collect(_flow, _summaries))
        {
            if (uses.IsWritten && !IsPerThread(uses.Location.Member!) && !HasCommonLock(uses))
            {
                Check(uses);
            }
        }
    }

    private void Check(StateUses uses)
    {
        List<Race> races = [.. Find(uses).Take(MaxPairs + 1)];
        if (races.Count <= MaxPairs)
        {
            races.ForEach(race => Report(race, ""));
            return;
        }

        int others = uses.Steps.Count(step => step.Step != races[0].Write.Step && step.Step != races[0].Other.Step && races[0].Write.Step != step.Step && CanOverlap(races[0].Write.Step, step.Step));
        Report(races[0], others == 0 ? "" : $", as do {others} more steps");
    }

    private IEnumerable<Race> Find(StateUses uses)
    {
        for (int i = 0; i < uses.Steps.Count; i++)
        {
            if (CanOverlapWithItself(uses.Steps[i].Step) && Conflict(uses.Steps[i], uses.Steps[i]) is { } self)
            {
                yield return self;
            }

            for (int j = i + 1; j < uses.Steps.Count; j++)
            {
                if (CanOverlap(uses.Steps[i].Step, uses.Steps[j].Step) && Conflict(uses.Steps[i], uses.Steps[j]) is { } race)
                {
                    yield return race;
                }
            }
        }
    }

    private bool CanOverlap(ParsedStep one, ParsedStep other) =>
        (!_paths.AreOrdered(one.Index, other.Index) || _flow.Streams.AreStreamed(one.Index, other.Index) || RunsWithReaders(one, other) || RunsWithReaders(other, one)) && !(_flow.Settings.SingleThreaded && one.IsAsync && other.IsAsync) && !AreAlternatives(one.Condition, other.Condition);

    // The code that makes a stream runs while its readers do.
    private bool RunsWithReaders(ParsedStep source, ParsedStep other) => _flow.Streams.IsMadeWhileRead(source)
        && _flow.Streams.ReadersOf(source.Index).Any(reader => reader != other.Index && !_paths.AreOrdered(reader, other.Index));

    // Steps that run for different values of the same condition.
    private static bool AreAlternatives(ParsedCondition? one, ParsedCondition? other) =>
        one is not null && other is not null && one.Is != other.Is && one.Step == other.Step && one.Member.SameAs(other.Member);

    private bool CanOverlapWithItself(ParsedStep step) =>
        (step.Declaration.Each is { MaxConcurrency: not 1 } || (_flow.Streams.IsMadeWhileRead(step) && _flow.Streams.ReadersOf(step.Index).Skip(1).Any())) && !(_flow.Settings.SingleThreaded && step.IsAsync);

    // The race that is easiest to see: of two writes, if there is one.
    private Race? Conflict(StepUses one, StepUses other)
    {
        Race? found = null;
        foreach (Access left in one.Accesses)
        {
            foreach (Access right in other.Accesses)
            {
                if (Race(left, right) && left.Location.Overlaps(right.Location) && !AreSeparated(left, right))
                {
                    Race race = IsLess(left, right) ? new((other.Step, right), (one.Step, left)) : new((one.Step, left), (other.Step, right));
                    if (race.Other.Access.Kind == AccessKind.Write)
                    {
                        return race;
                    }

                    found ??= race;
                }
            }
        }

        return found;
    }

    private bool Race(Access left, Access right) => (left.Kind, right.Kind) switch
    {
        (AccessKind.Unknown, AccessKind.Unknown or AccessKind.Write) or (AccessKind.Write, AccessKind.Unknown) => _flow.Settings.RacesProven,
        (AccessKind.Unknown, _) or (_, AccessKind.Unknown) => false,
        (AccessKind.Write, _) or (_, AccessKind.Write) => true,
        (AccessKind.Subscribe, AccessKind.Read) or (AccessKind.Read, AccessKind.Subscribe) => true,
        _ => false,
    };

    private static bool IsLess(Access left, Access right) => left.Kind < right.Kind;

    private bool AreSeparated(Access left, Access right) =>
        left.Locks.Any(held => IsLock(held) && right.Locks.Contains(held) && _summaries.IsExclusive(held))
        || left.Locks.Any(signal => signal.Mechanism == LockMechanism.Signal && right.Before.Contains(signal))
        || right.Locks.Any(signal => signal.Mechanism == LockMechanism.Signal && left.Before.Contains(signal));

    private static bool IsLock(HeldLock held) => held.Mechanism is not (LockMechanism.Signal or LockMechanism.Invocation);

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

        return common?.Any(held => IsLock(held) && _summaries.IsExclusive(held)) ?? false;
    }

    private void Report(Race race, string more)
    {
        ((ParsedStep Step, Access Access) write, (ParsedStep Step, Access Access) other) = (race.Write, race.Other);
        (ParsedStep earlier, ParsedStep later) = RaceOrder.Of(write.Step, other.Step, _flow);
        bool isSelf = earlier == later;
        bool isUse = write.Access.UnsafeType is not null;
        StateLocation location = write.Access.Location.Storage;
        _report(Diagnostic.Create(
            BodyDiagnostics.DataRace,
            write.Access.Place.GetLocation(),
            _flow.Settings.RacesProven ? DiagnosticSeverity.Error : BodyDiagnostics.DataRace.DefaultSeverity,
            [other.Access.Place.GetLocation(), .. write.Access.Path.Concat(other.Access.Path).Select(static call => call.GetLocation())],
            ImmutableDictionary<string, string?>.Empty
                .Add(FixProperties.Flow, _flow.Type.GetDocumentationCommentId())
                .Add(FixProperties.Member, location.Member!.Name)
                .Add(FixProperties.Earlier, earlier.Name)
                .Add(FixProperties.Later, later.Name),
            location.Name,
            write.Step.Name,
            isUse ? "uses" : write.Access.Kind == AccessKind.Subscribe ? "changes" : "writes",
            other.Step.Name,
            $"{Verb(other.Access)}{(isSelf ? " for another element" : "")}{more}",
            Advice(write.Access, isSelf)));
    }

    private static string Verb(Access access) => access switch
    {
        { UnsafeType: not null } => "uses it too",
        { Kind: AccessKind.Write } => "writes it too",
        { Kind: AccessKind.Atomic } => "uses it",
        _ => "reads it",
    };

    private static string Advice(Access write, bool isSelf)
    {
        string common = isSelf ? "hold a lock, or return a result instead" : "add a dependency between the steps, or hold a common lock";
        return write switch
        {
            { Kind: AccessKind.Unknown, UnsafeType: { } type } => $"'{type.Display()}' is not known to be thread-safe: mark it [ThreadSafe] if it is, {common}",
            { UnsafeType: { } type } => $"{ThreadSafety.Reason(type)}; {common}",
            _ => common,
        };
    }
}

/// <summary>Two accesses that race.</summary>
/// <param name="Write">The access that the diagnostic is about.</param>
/// <param name="Other">The other access.</param>
internal sealed record Race((ParsedStep Step, Access Access) Write, (ParsedStep Step, Access Access) Other);
