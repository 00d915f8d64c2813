using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Finds steps by the type of their results, as flows of <c>[Step]</c> methods do, but the nearest first: the last step of a
/// <c>Series</c> that has such a result, and of a <c>Parallel</c> all branches that have.
/// </summary>
internal sealed class NearestProducers(IReadOnlyList<StepDeclaration> steps, Compilation compilation)
{
    private readonly Dictionary<(ITypeSymbol Result, ITypeSymbol Wanted), Fit> _fits = new(new PairComparer());

    // From the worst to the best.
    private enum Fit
    {
        None,
        ByReference,
        Exact,
    }

    /// <summary>The steps that give what is wanted: those of the very type if there are such, else those whose results convert to it.</summary>
    public ImmutableArray<int> Find(ITypeSymbol wanted, EarlierItems? before) => Find(result => FitOf(result, wanted), before);

    /// <summary>The steps that give a list of what is wanted.</summary>
    public ImmutableArray<int> FindLists(ITypeSymbol wanted, EarlierItems? before) =>
        Find(result => ElementOf(result, wanted) is null ? Fit.None : Fit.Exact, before);

    /// <summary>What a list is a list of, where that is what is wanted.</summary>
    public ITypeSymbol? ElementOf(ITypeSymbol list, ITypeSymbol wanted) =>
        ElementTypes.Find(list, wanted, (element, parameter) => Producers.Fits(element, parameter, compilation));

    /// <summary>Whether an earlier step may have any result at all, as its type is not known.</summary>
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

    private ImmutableArray<int> Find(Func<ITypeSymbol, Fit> fit, EarlierItems? before)
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

    private IEnumerable<(int Step, Fit Fit)> In(CompositionNode item, Func<ITypeSymbol, Fit> fit)
    {
        switch (item)
        {
            case StepNode step:
                return steps[step.Index].Result is { } result && fit(result) is not Fit.None and var kind ? [(step.Index, kind)] : [];
            case GroupNode { IsSeries: false } branches:
                return branches.Items.SelectMany(branch => In(branch, fit));
            default:
                return ((GroupNode)item).Items.Reverse().Select(inner => In(inner, fit).ToArray()).FirstOrDefault(static found => found.Length > 0) ?? [];
        }
    }

    // Remembered, as many steps may ask for few types.
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
