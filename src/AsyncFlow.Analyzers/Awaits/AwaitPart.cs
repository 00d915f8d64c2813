using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Analyzers.Awaits;

/// <summary>A part of a method that stays together: a statement, or one of several awaited calls within a statement.</summary>
/// <param name="syntax">The statement, the expression of an expression body, or the expression whose value another part uses.</param>
/// <param name="call">The awaited call; null if the part awaits nothing.</param>
/// <param name="start">When the part starts. The parts of a method are counted in the order of their execution.</param>
internal sealed class AwaitPart(SyntaxNode syntax, ExpressionSyntax? call, int start)
{
    /// <summary>The <see cref="End"/> of a call that nothing has awaited yet.</summary>
    public const int NotAwaited = int.MaxValue;

    public SyntaxNode Syntax { get; } = syntax;

    public ExpressionSyntax? Call { get; } = call;

    public int Start { get; } = start;

    /// <summary>When the part has certainly ended. Parts that start before that run at the same time already.</summary>
    public int End { get; set; } = start;

    /// <summary>Whether only the value of <see cref="Call"/> is the part: other parts contain the expressions that stand for it.</summary>
    public bool IsValue { get; init; }

    /// <summary>The local variable that is declared as the value of the call, and nothing else.</summary>
    public ILocalSymbol? Alias { get; set; }

    /// <summary>Whether nothing may move from one side of the part to the other.</summary>
    public bool IsBarrier { get; set; }

    /// <summary>Whether the part may throw on purpose, so that what follows may not start before it.</summary>
    public bool IsGuard { get; set; }

    /// <summary>Whether the part only writes to a log about what was before.</summary>
    public bool IsLog { get; init; }

    /// <summary>The comments of statements that the flow replaces, which belong to this part.</summary>
    public List<SyntaxTrivia> Comments { get; } = [];

    /// <summary>The variables of the method that the part uses, and the parts whose values it uses.</summary>
    public HashSet<object> Uses { get; } = [];

    /// <summary>The variables that the part assigns after their declaration.</summary>
    public HashSet<object> Writes { get; } = [];

    /// <summary>The variables whose objects the part changes.</summary>
    public HashSet<object> Changes { get; } = [];

    /// <summary>The variables that the part declares; the part itself if it is a value without a variable.</summary>
    public HashSet<object> Declares { get; } = [];
}
