using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds the output types of flows in this compilation. The output of a flow may be the output of another flow, and so on. Results are kept for
/// the compilation, so that a chain of flows is followed once.
/// </summary>
/// <param name="compilation">The compilation.</param>
/// <param name="composed">Finds the signatures of composed flows; null if they are not needed.</param>
internal sealed class OutputSearch(Compilation compilation, ComposedSignatures? composed)
{
    // A generic flow may run itself with ever larger type arguments.
    private const int MaxConstructions = 8;

    private readonly ConcurrentDictionary<INamedTypeSymbol, ITypeSymbol?> _known = KnownFlows.OutputsOf(compilation, withComposed: composed is not null);
    private readonly HashSet<INamedTypeSymbol> _open = new(SymbolEqualityComparer.Default);
    private bool _isCircular;

    public Compilation Compilation { get; } = compilation;

    public ComposedSignatures? Composed { get; } = composed;

    /// <summary>The type of the output; null for none, and for a flow whose output depends on itself.</summary>
    public ITypeSymbol? Of(INamedTypeSymbol flow)
    {
        if (_known.TryGetValue(flow, out ITypeSymbol? known))
        {
            return known;
        }

        if (_open.Contains(flow) || _open.Count(open => open.OriginalDefinition.SameAs(flow.OriginalDefinition)) == MaxConstructions)
        {
            _isCircular = true;
            return null;
        }

        _open.Add(flow);
        ITypeSymbol? output = Find(flow);
        _open.Remove(flow);

        // Within a circle, the result depends on where the search began.
        return _isCircular ? output : _known.GetOrAdd(flow, output);
    }

    private ITypeSymbol? Find(INamedTypeSymbol flow)
    {
        foreach (ISymbol member in flow.BaseClasses().Prepend(flow).SelectMany(static type => type.GetMembers()))
        {
            if (member.FindAttribute("OutputAttribute") is null || member.FindAttribute("StepAttribute") is null)
            {
                continue;
            }

            return member is IMethodSymbol method
                ? StepReturn.Of(method, flow, Compilation).Result is { } result ? EachDeclaration.Of(method, Compilation)?.ListOf(result) ?? result : null
                : MemberLookup.TypeOf(member) is { } type ? SubFlow.Of(type, flow, this)?.Output : null;
        }

        return Composed?.Invoke(flow)?.Output;
    }
}
