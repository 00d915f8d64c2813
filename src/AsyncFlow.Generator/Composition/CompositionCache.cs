using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Reads each composition once.</summary>
internal sealed class CompositionCache(Compilation compilation)
{
    private readonly Dictionary<ISymbol, CompositionSource?> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The content of a member; null if its source is not available.</summary>
    public CompositionSource? Get(ISymbol member)
    {
        if (!_known.TryGetValue(member, out CompositionSource? source))
        {
            _known.Add(member, source = CompositionReader.Read(member, compilation));
        }

        return source;
    }
}
