using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds the steps of a flow: first the steps of its base classes, starting at the root, then its own. The steps of a class
/// are ordered by file path and position, so the order does not depend on the order in which the compiler gets the files.
/// </summary>
internal static class StepCollector
{
    /// <param name="flow">The flow.</param>
    /// <param name="compilation">The compilation of the flow.</param>
    /// <param name="composed">Finds the signatures of composed flows; needed only if the result types of steps are used.</param>
    public static ImmutableArray<StepDeclaration> Collect(INamedTypeSymbol flow, Compilation compilation, ComposedSignatures? composed = null)
    {
        List<StepDeclaration> steps = [];
        foreach (INamedTypeSymbol owner in flow.BaseClasses().Where(type => MayHaveSteps(type, flow)).Reverse().Append(flow))
        {
            List<StepDeclaration> own = [];
            foreach (ISymbol member in owner.GetMembers())
            {
                if (member.FindAttribute("StepAttribute") is { } attribute
                    && StepDeclaration.Of(member, attribute, flow, compilation, isInherited: !owner.SameAs(flow), composed) is { } step)
                {
                    steps.RemoveAll(inherited => Replaces(member, inherited.Member));
                    own.Add(step);
                }
            }

            steps.AddRange(InDeclarationOrder(own));
        }

        return steps.ToImmutableArray();
    }

    // Reading the attributes of all members of a framework's base class would take longer than the rest of the parser. A base
    // class that the compiler did not find may have no module.
    public static bool MayHaveSteps(INamedTypeSymbol type, INamedTypeSymbol flow) =>
        type.ContainingAssembly.SameAs(flow.ContainingAssembly)
        || type.ContainingModule is { } module && module.ReferencedAssemblies.Any(static assembly => assembly.Name == "AsyncFlow");

    private static IEnumerable<StepDeclaration> InDeclarationOrder(List<StepDeclaration> steps) =>
        steps.Select(static step => step.Attribute!.ApplicationSyntaxReference?.SyntaxTree).Distinct().Count() > 1
            ? steps.OrderBy(static step => step.Attribute!.ApplicationSyntaxReference!.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(static step => step.Attribute!.ApplicationSyntaxReference!.Span.Start)
            : steps;

    /// <summary>Whether a member replaces a member of a base class, by overriding or hiding it.</summary>
    public static bool Replaces(ISymbol member, ISymbol inherited)
    {
        for (ISymbol? overridden = Overridden(member); overridden is not null; overridden = Overridden(overridden))
        {
            if (overridden.SameAs(inherited))
            {
                return true;
            }
        }

        return Hides(member, inherited);

        static ISymbol? Overridden(ISymbol member) => (ISymbol?)(member as IMethodSymbol)?.OverriddenMethod ?? (member as IPropertySymbol)?.OverriddenProperty;
    }

    /// <summary>
    /// Whether a member hides a member of a base class: it is not an override, and has the same name and, for methods, the
    /// same parameters.
    /// </summary>
    public static bool Hides(ISymbol member, ISymbol inherited) =>
        !member.IsOverride
        && member.Name == inherited.Name
        && (member is not IMethodSymbol method || inherited is not IMethodSymbol other || HasSameParameters(method, other));

    private static bool HasSameParameters(IMethodSymbol method, IMethodSymbol inherited) =>
        method.Arity == inherited.Arity
        && method.Parameters.Length == inherited.Parameters.Length
        && method.Parameters.Zip(inherited.Parameters, static (left, right) => left.Type.SameAs(right.Type)).All(static same => same);
}
