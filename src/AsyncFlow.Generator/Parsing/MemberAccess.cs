using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Access = Microsoft.CodeAnalysis.Accessibility;

namespace AsyncFlow.Generator.Parsing;

/// <summary>How the generated members fit among the members that are there.</summary>
internal static class MemberAccess
{
    /// <summary>A name for the class that runs the flow.</summary>
    // The class of a base flow is not visible to the generator, but may be to the flow; so each level has a name of its own.
    public static string RunName(INamedTypeSymbol flow) => FreeName(flow, "Execution", from: 1 + flow.BaseClasses().Count(static type => type.IsFlow()));

    /// <summary>The name, with a number behind it if need be, so that nothing in or around the flow has it.</summary>
    public static string FreeName(INamedTypeSymbol flow, string wanted, int from)
    {
        for (int number = from; ; number++)
        {
            string name = number == 1 ? wanted : wanted + number;
            if (!IsTaken(flow, name))
            {
                return name;
            }
        }
    }

    /// <summary>
    /// The accessibility of the generated members: public, but no wider than the output's type, as C# demands.
    /// </summary>
    public static string Accessibility(ITypeSymbol? output, INamedTypeSymbol flow)
    {
        string[] choices = ["public", "internal", "private"];
        return choices.First(access => output is null || !output.Mentions(part => !Allows(access, part, flow)));
    }

    /// <summary>
    /// Whether the type may be named among the interfaces of the flow. Protected types of its base classes may not: as long as these
    /// are read, the flow has no base class.
    /// </summary>
    public static bool IsKnownToInterfaces(ITypeSymbol output, INamedTypeSymbol flow, Compilation compilation) => !output.Mentions(part =>
        part is INamedTypeSymbol { TypeKind: not TypeKind.Error } named
        && !named.EnclosingTypes().Any(outer => outer.OriginalDefinition.SameAs(flow.OriginalDefinition))
        && !compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, (ISymbol?)flow.ContainingType ?? compilation.Assembly));

    public static HiddenMembers Hidden(INamedTypeSymbol flow, Compilation compilation)
    {
        if (flow.BaseClasses().Any(ancestor => ancestor.Locations.Any(static location => location.IsInSource) && ClassRules.GetsMembers(ancestor)))
        {
            return new(true, true, true, true, true);
        }

        return new(
            Hides("Plan", null),
            Hides("ExecuteAsync", ["CancellationToken"]),
            Hides("ExecuteAsync", ["FlowOptions", "CancellationToken"]),
            Hides("RunAsync", ["CancellationToken"]),
            Hides("RunAsync", ["FlowOptions", "CancellationToken"]));

        bool Hides(string name, string[]? parameters) => flow.BaseClasses()
            .SelectMany(ancestor => ancestor.GetMembers(name))
            .Any(member => compilation.IsSymbolAccessibleWithin(member, flow)
                && (parameters is null || member is not IMethodSymbol method || method.Parameters.Select(static parameter => parameter.Type.Name).SequenceEqual(parameters)));
    }

    private static bool IsTaken(INamedTypeSymbol flow, string name) =>
        flow.EnclosingTypes().Prepend(flow).Any(type => type.Name == name || type.TypeParameters.Any(parameter => parameter.Name == name))
        || flow.BaseClasses().Prepend(flow).Any(type => type.GetMembers(name).Any(member => type.SameAs(flow) ? !ClassRules.IsGenerated(member) : member.DeclaredAccessibility != Access.Private));

    // Whether a type can be named from wherever a member of the flow with that accessibility can be called.
    private static bool Allows(string access, ITypeSymbol type, INamedTypeSymbol flow)
    {
        INamedTypeSymbol[] around = [flow, .. flow.EnclosingTypes()];
        switch (type.DeclaredAccessibility)
        {
            case Access.Public or Access.NotApplicable:
                return true;
            case Access.Internal or Access.ProtectedOrInternal:
                return access != "public" || around.Any(static outer => outer.DeclaredAccessibility != Access.Public);
            default:
                int owner = Array.FindIndex(around, outer => outer.SameAs(type.ContainingType?.OriginalDefinition));
                return access == "private" || around.Take(owner).Any(static inner => inner.DeclaredAccessibility == Access.Private);
        }
    }
}
