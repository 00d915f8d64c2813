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
            return $"'{piece.Name}' is in another assembly, where its expression is not to be seen; name its steps here";
        }

        // Its expression speaks of type parameters, for which the types would have to be put in.
        if (!piece.SameAs(piece.OriginalDefinition))
        {
            return $"'{piece.Name}' is in a generic class, and its expression is read without the types; put it into a class that is not generic";
        }

        bool isVirtual = piece.IsAbstract || piece.IsVirtual || (piece.IsOverride && !piece.IsSealed && !piece.ContainingType.IsSealed);
        return isVirtual && !piece.ContainingType.SameAs(user.ContainingType)
            ? $"'{piece.Name}' is virtual, and which one is meant is known only at run time; use one that is not"
            : null;
    }
}
