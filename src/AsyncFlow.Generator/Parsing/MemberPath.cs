using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// A way from the flow, or from a class, to an object: fields and properties, each read on the one before. The first may be
/// static, or a primary-constructor parameter; else it is a member of the flow.
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

    /// <summary>The path of a member of the object that this path leads to.</summary>
    public MemberPath Then(ISymbol member) => new(Members.Add(member));

    /// <summary>This path, which is written in a member of one object, for who has that object at the end of another path.</summary>
    public MemberPath From(MemberPath outer) =>
        IsFlow ? outer : Members[0].IsStatic || outer.IsFlow ? this : new(outer.Members.AddRange(Members));

    public bool SameAs(MemberPath other) =>
        Members.Length == other.Members.Length && Members.Zip(other.Members, static (left, right) => left.SameAs(right)).All(static same => same);
}
