using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Which members with <c>[Composition]</c> others can be made of.</summary>
internal static class SubCompositionRules
{
    /// <summary>Why a member cannot be used as a piece there; null if it can.</summary>
    /// <param name="piece">The member that is used.</param>
    /// <param name="user">The member in which it is used.</param>
    /// <param name="compilation">The compilation of the latter.</param>
    public static string? FindProblem(ISymbol piece, ISymbol user, Compilation compilation)
    {
        if (!piece.ContainingAssembly.SameAs(compilation.Assembly))
        {
            return $"its expression is in another assembly; list its steps here";
        }

        // Its expression speaks of type parameters, for which the types would have to be put in.
        if (!piece.SameAs(piece.OriginalDefinition))
        {
            return $"it is in a generic class, which is not supported; move it to a class that is not generic";
        }

        bool isVirtual = piece.IsAbstract || piece.IsVirtual || (piece.IsOverride && !piece.IsSealed && !piece.ContainingType.IsSealed);
        return isVirtual && !piece.ContainingType.SameAs(user.ContainingType)
            ? $"it is virtual, so its expression is known only at run time; use a member that is not virtual"
            : null;
    }
}
