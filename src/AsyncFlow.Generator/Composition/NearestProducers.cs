using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Finds steps by the types of their results, as in flows of <c>[Step]</c> methods, but the nearest first: in a
/// <c>Series</c> the last step with such a result, in a <c>Parallel</c> the steps of all branches that have one.
/// </summary>
internal sealed class NearestProducers(IReadOnlyList<StepDeclaration> steps, Compilation compilation)
{
    private readonly Dictionary<(ITypeSymbol Result, ITypeSymbol Wanted), Fit> _fits = new(new PairComparer());

    // From worst to best.
    private enum Fit
    {
        None,
        ByReference,
        Exact,
    }

    /// <summary>The steps whose result has the wanted type. If there are none, the steps whose result converts to it.</summary>
    public ImmutableArray<int> Find(ITypeSymbol wanted, EarlierItems? before) => Find((ITypeSymbol result) => FitOf(result, wanted), before);

    /// <summary>The steps that can have the wanted outcome.</summary>
    public ImmutableArray<int> Find(OutcomeType wanted, EarlierItems? before) => Find((StepDeclaration step) =>
        wanted.ResultOf(step) is { } result && compilation.ClassifyConversion(result, wanted.Value).IsIdentity ? Fit.Exact : Fit.None, before);

    /// <summary>The steps whose result is a list of the wanted type.</summary>
    public ImmutableArray<int> FindLists(ITypeSymbol wanted, EarlierItems? before) =>
        Find((ITypeSymbol result) => ElementOf(result, wanted) is null ? Fit.None : Fit.Exact, before);

    /// <summary>The element type of a list, if the elements fit the wanted type.</summary>
    public ITypeSymbol? ElementOf(ITypeSymbol list, ITypeSymbol wanted) =>
        ElementTypes.Find(list, wanted, (element, parameter) => Producers.Fits(element, parameter, compilation));

    /// <summary>Whether the result type of an earlier step is unknown, so that it could be any type.</summary>
    public bool AnyUnknown(EarlierItems? before)
    {
        for (EarlierItems? earlier = before; earlier is not null; earlier = earlier.Others)
        {
            if (AnyUnknown(earlier.Item))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyUnknown(CompositionNode item) => item switch
    {
        GroupNode group => group.Items.Any(AnyUnknown),
        StepNode step => steps[step.Index].HasUnknownResult,
        _ => false,
    };

    private ImmutableArray<int> Find(Func<ITypeSymbol, Fit> fit, EarlierItems? before) => Find(step => step.Result is { } result ? fit(result) : Fit.None, before);

    private ImmutableArray<int> Find(Func<StepDeclaration, Fit> fit, EarlierItems? before)
    {
        for (EarlierItems? earlier = before; earlier is not null; earlier = earlier.Others)
        {
            List<(int Step, Fit Fit)> found = [.. In(earlier.Item, fit)];
            if (found.Count > 0)
            {
                Fit best = found.Max(static candidate => candidate.Fit);
                return found.Where(candidate => candidate.Fit == best).Select(static candidate => candidate.Step).ToImmutableArray();
            }
        }

        return ImmutableArray<int>.Empty;
    }

    private IEnumerable<(int Step, Fit Fit)> In(CompositionNode item, Func<StepDeclaration, Fit> fit)
    {
        switch (item)
        {
            case StepNode step:
                return fit(steps[step.Index]) is not Fit.None and var kind ? [(step.Index, kind)] : [];
            case GroupNode { IsSeries: false } branches:
                return branches.Items.SelectMany(branch => In(branch, fit));
            default:
                return ((GroupNode)item).Items.Reverse().Select(inner => In(inner, fit).ToArray()).FirstOrDefault(static found => found.Length > 0) ?? [];
        }
    }

    // Cached because many steps may ask for the same types.
    private Fit FitOf(ITypeSymbol result, ITypeSymbol wanted)
    {
        if (!_fits.TryGetValue((result, wanted), out Fit fit))
        {
            Conversion conversion = compilation.ClassifyConversion(result, wanted);
            fit = conversion.IsIdentity ? Fit.Exact : conversion is { IsImplicit: true, IsReference: true } && !wanted.IsValueType ? Fit.ByReference : Fit.None;
            _fits.Add((result, wanted), fit);
        }

        return fit;
    }

    private sealed class PairComparer : IEqualityComparer<(ITypeSymbol, ITypeSymbol)>
    {
        public bool Equals((ITypeSymbol, ITypeSymbol) left, (ITypeSymbol, ITypeSymbol) right) => left.Item1.SameAs(right.Item1) && left.Item2.SameAs(right.Item2);

        public int GetHashCode((ITypeSymbol, ITypeSymbol) pair) =>
            unchecked((SymbolEqualityComparer.Default.GetHashCode(pair.Item1) * 397) ^ SymbolEqualityComparer.Default.GetHashCode(pair.Item2));
    }
}
