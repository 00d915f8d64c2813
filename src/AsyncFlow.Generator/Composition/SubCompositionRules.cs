using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>Checks which members with <c>[Composition]</c> can be sub-compositions.</summary>
internal static class SubCompositionRules
{
    /// <summary>The reason why a member cannot be used as a sub-composition; null if it can.</summary>
    /// <param name="member">The sub-composition.</param>
    /// <param name="user">The composition that uses it.</param>
    /// <param name="compilation">The compilation of that composition.</param>
    public static string? FindProblem(ISymbol member, ISymbol user, Compilation compilation)
    {
        if (!member.ContainingAssembly.SameAs(compilation.Assembly))
        {
            return $"its expression is in another assembly; list its steps here";
        }

        // The type arguments would have to be substituted in the expression.
        if (!member.SameAs(member.OriginalDefinition))
        {
            return $"it is in a generic class, which is not supported; move it to a class that is not generic";
        }

        bool isVirtual = member.IsAbstract || member.IsVirtual || (member.IsOverride && !member.IsSealed && !member.ContainingType.IsSealed);
        return isVirtual && !member.ContainingType.SameAs(user.ContainingType)
            ? $"it is virtual, so its expression is known only at run time; use a member that is not virtual"
            : null;
    }
}
