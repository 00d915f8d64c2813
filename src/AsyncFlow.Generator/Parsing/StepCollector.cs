using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>
/// Finds a flow's steps: those of its base classes first, from the root down, then its own, each class's in the order of
/// their files' paths and of the text, which does not depend on the order in which files reach the compiler.
/// </summary>
internal static class StepCollector
{
    /// <param name="flow">The flow.</param>
    /// <param name="compilation">The compilation that it is part of.</param>
    /// <param name="outputs">Tells what composed flows give; needed only by who asks for the results of steps.</param>
    public static ImmutableArray<StepDeclaration> Collect(INamedTypeSymbol flow, Compilation compilation, ComposedOutput? outputs = null)
    {
        List<StepDeclaration> steps = [];
        foreach (INamedTypeSymbol owner in flow.BaseClasses().Where(type => MayHaveSteps(type, flow)).Reverse().Append(flow))
        {
            List<StepDeclaration> own = [];
            foreach (ISymbol member in owner.GetMembers())
            {
                if (member.FindAttribute("StepAttribute") is { } attribute
                    && StepDeclaration.Of(member, attribute, flow, compilation, isInherited: !owner.SameAs(flow), outputs) is { } step)
                {
                    steps.RemoveAll(inherited => Replaces(member, inherited.Member));
                    own.Add(step);
                }
            }

            steps.AddRange(InDeclarationOrder(own));
        }

        return steps.ToImmutableArray();
    }

    // Looking through the attributes of a framework's base class would cost more than the rest of the parsing.
    private static bool MayHaveSteps(INamedTypeSymbol type, INamedTypeSymbol flow) =>
        type.ContainingAssembly.SameAs(flow.ContainingAssembly)
        || type.ContainingModule.ReferencedAssemblies.Any(static assembly => assembly.Name == "AsyncFlow");

    private static IEnumerable<StepDeclaration> InDeclarationOrder(List<StepDeclaration> steps) =>
        steps.Select(static step => step.Attribute!.ApplicationSyntaxReference?.SyntaxTree).Distinct().Count() > 1
            ? steps.OrderBy(static step => step.Attribute!.ApplicationSyntaxReference!.SyntaxTree.FilePath, StringComparer.Ordinal)
                .ThenBy(static step => step.Attribute!.ApplicationSyntaxReference!.Span.Start)
            : steps;

    /// <summary>Whether a member stands in the place of a base class's: it overrides or hides it.</summary>
    private static bool Replaces(ISymbol member, ISymbol inherited)
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

    /// <summary>Whether a member that overrides nothing has the name, and as a method the parameters, of a base class's.</summary>
    public static bool Hides(ISymbol member, ISymbol inherited) =>
        !member.IsOverride
        && member.Name == inherited.Name
        && (member is not IMethodSymbol method || inherited is not IMethodSymbol other || HasSameParameters(method, other));

    private static bool HasSameParameters(IMethodSymbol method, IMethodSymbol inherited) =>
        method.Arity == inherited.Arity
        && method.Parameters.Length == inherited.Parameters.Length
        && method.Parameters.Zip(inherited.Parameters, static (left, right) => left.Type.SameAs(right.Type)).All(static same => same);
}
