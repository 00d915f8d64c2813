using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>
/// A location of state: a path of members that starts at the current object, at a static member, at a parameter of a method, or at the result
/// of a step. Two equal locations are the same storage; different locations are assumed to be different storage.
/// </summary>
internal sealed class StateLocation : IEquatable<StateLocation>
{
    // Longer paths are not followed.
    private const int MaxDepth = 5;

    private readonly int _hash;
    private readonly int _depth;

    private StateLocation(StateLocation? owner, ISymbol? member, string? index)
    {
        (Owner, Member, Index) = (owner, member, index);
        _depth = owner is null ? 0 : owner._depth + 1;
        _hash = unchecked((((owner?._hash ?? 17) * 31) + (member is null ? 0 : SymbolEqualityComparer.Default.GetHashCode(member))) * 31) + (index?.GetHashCode() ?? 0);
    }

    /// <summary>The current object of the code.</summary>
    public static StateLocation This { get; } = new(null, null, null);

    /// <summary>The location that contains this one; null for the start of a path.</summary>
    public StateLocation? Owner { get; }

    /// <summary>The last member of the path; null for the current object.</summary>
    public ISymbol? Member { get; }

    /// <summary>The constant index of an element of an array; null if the location is not an element.</summary>
    public string? Index { get; }

    /// <summary>Whether the path starts at a parameter of a method, so that the location depends on the caller.</summary>
    public bool IsOfParameter => Start is { Member: IParameterSymbol };

    public StateLocation Start => Owner is null ? this : Owner.Start;

    /// <summary>The location as written in the flow.</summary>
    public string Name => this switch
    {
        { Owner: null, Member: null } => "this",
        { Owner: null, Member: IMethodSymbol step } => step.Name + "()",
        { Index: { } index } => $"{Owner!.Name}[{index}]",
        { Owner: null } or { Owner: { Owner: null, Member: null } } => Member!.Name,
        _ => $"{Owner!.Name}.{Member!.Name}",
    };

    /// <summary>The type of the value in the location; null if it is unknown.</summary>
    public ITypeSymbol? Type => Index is not null ? (Owner!.Type as IArrayTypeSymbol)?.ElementType : Member switch
    {
        IMethodSymbol step => step.ReturnType,
        { } member => MemberLookup.TypeOf(member),
        null => null,
    };

    /// <summary>
    /// The storage of the location: the field itself for a member of a struct in a field. Writing the field writes its members too.
    /// </summary>
    public StateLocation Storage => Owner is { Type.IsValueType: true, Index: null } ? Owner.Storage : this;

    public static StateLocation Of(ISymbol start) => new(null, start, null);

    /// <summary>The location of a member of the object in this location; null if the path gets too long.</summary>
    public StateLocation? Then(ISymbol member) => _depth == MaxDepth ? null : new(this, member, null);

    /// <summary>The location of an element of the array in this location.</summary>
    public StateLocation? At(string index) => _depth == MaxDepth ? null : new(this, Member, index);

    /// <summary>This path with another start; null if the start is unknown or the path gets too long.</summary>
    public StateLocation? From(Func<StateLocation, StateLocation?> start)
    {
        if (Owner is null)
        {
            return start(this);
        }

        StateLocation? owner = Owner.From(start);
        return owner is null ? null
            : ReferenceEquals(owner, Owner) ? this
            : Index is { } index ? owner.At(index)
            : owner.Then(Member!);
    }

    /// <summary>Whether the locations share storage: they are equal, or one is a struct that contains the other.</summary>
    public bool Overlaps(StateLocation other) => Contains(this, other) || Contains(other, this);

    public bool Equals(StateLocation? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && _hash == other._hash
            && Index == other.Index
            && SymbolEqualityComparer.Default.Equals(Member, other.Member)
            && (Owner is null ? other.Owner is null : Owner.Equals(other.Owner)));

    public override bool Equals(object? obj) => Equals(obj as StateLocation);

    public override int GetHashCode() => _hash;

    private static bool Contains(StateLocation outer, StateLocation inner)
    {
        for (StateLocation? current = inner; current is not null; current = current.Owner)
        {
            if (current.Equals(outer))
            {
                return true;
            }

            if (current.Owner is not { Type.IsValueType: true, Index: null })
            {
                return false;
            }
        }

        return false;
    }
}
