using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// A path from the flow, or from a class, to an object: fields and properties, each read from the previous one. The first
/// member may be static or a primary-constructor parameter. Otherwise it is a member of the flow.
/// </summary>
internal sealed class MemberPath
{
    /// <summary>The flow itself.</summary>
    public static readonly MemberPath Flow = new(ImmutableArray<ISymbol>.Empty);

    private MemberPath(ImmutableArray<ISymbol> members) => Members = members;

    public ImmutableArray<ISymbol> Members { get; }

    public bool IsFlow => Members.IsEmpty;

    /// <summary>The path without its last member.</summary>
    public MemberPath Parent => new(Members.RemoveAt(Members.Length - 1));

    /// <summary>The path of a static member or a parameter.</summary>
    public static MemberPath To(ISymbol member) => new(ImmutableArray.Create(member));

    /// <summary>The path of a member of the object at the end of this path.</summary>
    public MemberPath Then(ISymbol member) => new(Members.Add(member));

    /// <summary>Rebases this path, which starts at one object, on the path of that object.</summary>
    public MemberPath From(MemberPath outer) =>
        IsFlow ? outer : Members[0].IsStatic || outer.IsFlow ? this : new(outer.Members.AddRange(Members));

    public bool SameAs(MemberPath other) =>
        Members.Length == other.Members.Length && Members.Zip(other.Members, static (left, right) => left.SameAs(right)).All(static same => same);
}
