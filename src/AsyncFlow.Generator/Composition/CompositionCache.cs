using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>The compositions that somebody looks at; each is read once.</summary>
internal sealed class CompositionCache(Compilation compilation)
{
    private readonly Dictionary<ISymbol, CompositionSource?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>What stands in a member; null if its source cannot be seen.</summary>
    public CompositionSource? Get(ISymbol member)
    {
        if (!_known.TryGetValue(member, out CompositionSource? source))
        {
            _known.Add(member, source = CompositionReader.Read(member, compilation));
        }

        return source;
    }
}
