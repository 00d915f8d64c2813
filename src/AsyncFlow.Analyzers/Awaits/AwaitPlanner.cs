using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>
/// Makes steps of the parts of a method: one for each await, with the statements that belong to it. A statement joins the await after
/// which it must run if that is a single one, or the await that alone needs it; otherwise it is a step itself.
/// </summary>
internal sealed class AwaitPlanner
{
    private readonly IReadOnlyList<AwaitPart> _parts;
    private readonly Dictionary<AwaitPart, AwaitStep> _stepOf = [];
    private readonly Dictionary<AwaitPart, List<AwaitPart>> _before = [];

    private AwaitPlanner(IReadOnlyList<AwaitPart> parts, IReadOnlyList<PartEffects> effects)
    {
        _parts = parts;
        for (int i = 0; i < parts.Count; i++)
        {
            List<AwaitPart> before = [];
            for (int j = 0; j < i; j++)
            {
                if (MustPrecede(parts[j], parts[i], effects[j], effects[i], isNext: j == i - 1))
                {
                    before.Add(parts[j]);
                }
            }

            _before.Add(parts[i], before);
            _stepOf.Add(parts[i], new(parts[i]));
        }
    }

    /// <summary>The steps in their order in the method; null if a flow cannot do the same as the method.</summary>
    public static IReadOnlyList<AwaitStep>? Plan(IReadOnlyList<AwaitPart> parts, IReadOnlyList<PartEffects> effects)
    {
        AwaitPlanner planner = new(parts, effects);
        planner.Connect();
        planner.Join();
        return planner.FindResults() ? [.. planner.Steps] : null;
    }

    private IEnumerable<AwaitStep> Steps => _stepOf.Values.Distinct().OrderBy(static step => step.Start);

    private static bool MustPrecede(AwaitPart earlier, AwaitPart later, PartEffects before, PartEffects after, bool isNext)
    {
        if (later.Uses.Overlaps(earlier.Declares)
            || earlier.Writes.Overlaps(later.Uses) || later.Writes.Overlaps(earlier.Uses)
            || earlier.Changes.Overlaps(later.Uses) || later.Changes.Overlaps(earlier.Uses))
        {
            return true;
        }

        // Calls that were running at the same time before may go on doing so.
        return earlier.End <= later.Start
            && ((later.IsLog ? isNext : earlier.IsGuard || later.IsBarrier || (!earlier.IsLog && before.Conflicts(after))) || earlier.IsBarrier);
    }

    private void Connect()
    {
        foreach (AwaitPart part in _parts)
        {
            AwaitStep step = _stepOf[part];
            step.Upstream.UnionWith(_before[part].Select(before => _stepOf[before]));
        }
    }

    private void Join()
    {
        foreach (AwaitPart part in _parts.Where(static part => part.Call is null))
        {
            AwaitStep step = _stepOf[part];
            bool isResult = part.Syntax is ReturnStatementSyntax or ExpressionSyntax;
            AwaitStep[] after = [.. Steps.Where(other => other.Upstream.Contains(step))];
            AwaitStep? next = after.FirstOrDefault();
            AwaitStep? last = step.Upstream.OrderBy(static other => other.Start).LastOrDefault();
            bool canFollow = last is not null && step.Upstream.All(other => other == last || last.IsAfter(other)) && (!isResult || !IsUsedElsewhere(last, step));
            bool canLead = next is not null && after.All(other => other == next || other.IsAfter(next)) && !part.IsLog;
            if (canFollow && ResultsOf(last!, step).Count() <= 1 && !(canLead && ResultsOf(step, null).Any()))
            {
                Merge(step, last!);
            }
            else if (canLead && ResultsOf(next!, step).Count() <= 1)
            {
                Merge(step, next!);
            }
            else if (canFollow && ResultsOf(last!, step).Count() <= 1)
            {
                Merge(step, last!);
            }
        }
    }

    private bool IsUsedElsewhere(AwaitStep step, AwaitStep except) => ResultsOf(step, except).Any();

    // The variables that a step, together with another one, declares for others.
    private IEnumerable<object> ResultsOf(AwaitStep step, AwaitStep? with) => step.Parts.Concat(with?.Parts ?? [])
        .SelectMany(static part => part.Declares)
        .Where(variable => _stepOf.Values.Any(other => other != step && other != with && other.Uses(variable)))
        .Distinct();

    private void Merge(AwaitStep step, AwaitStep into)
    {
        into.Parts.AddRange(step.Parts);
        into.Parts.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        into.Upstream.UnionWith(step.Upstream);
        foreach (AwaitStep other in Steps.Where(other => other.Upstream.Remove(step)))
        {
            other.Upstream.Add(into);
        }

        into.Upstream.Remove(into);
        foreach (AwaitPart part in step.Parts)
        {
            _stepOf[part] = into;
        }
    }

    private bool FindResults()
    {
        HashSet<object> assigned = [.. _parts.SelectMany(static part => part.Writes)];
        foreach (AwaitStep step in Steps)
        {
            object[] results = [.. ResultsOf(step, null)];
            if (results.Length > 1 || results is [ILocalSymbol local] && !CanPass(local.Type))
            {
                return false;
            }

            step.Result = results.FirstOrDefault();
            step.IsOutput = step.Parts.Exists(static part => part.Syntax is ReturnStatementSyntax or ExpressionSyntax { Parent: ArrowExpressionClauseSyntax });
            if (step.IsOutput && step.Result is not null)
            {
                return false;
            }
        }

        // A variable that changes belongs to one step.
        return assigned.All(variable => Steps.Count(step => step.Uses(variable) || step.Declares(variable)) == 1);
    }

    private static bool CanPass(ITypeSymbol type) =>
        !type.Mentions(static part => part.IsAnonymousType || part.IsRefLikeType || part.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer or TypeKind.Error or TypeKind.Dynamic || KnownTypes.IsTask(part));
}
