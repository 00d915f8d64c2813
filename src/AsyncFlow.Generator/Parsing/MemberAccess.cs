using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Access = Microsoft.CodeAnalysis.Accessibility;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Determines names, accessibility and modifiers of the generated members.</summary>
internal static class MemberAccess
{
    /// <summary>The name of the class that runs the flow.</summary>
    // The generator does not see the class of a base flow, but the flow may. So each level of inheritance gets its own
    // name.
    public static string RunName(INamedTypeSymbol flow) => FreeName(flow, "Execution", Level(flow));

    /// <summary>The number that names of generated members of a flow begin with: 1, and one more for each base class that is a flow.</summary>
    public static int Level(INamedTypeSymbol flow) => 1 + flow.BaseClasses().Count(static type => type.IsFlow());

    /// <summary>The name, with a numeric suffix if another member or type in or around the flow has it.</summary>
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

    /// <summary>The accessibility of the generated members: public, unless a type in their signature is less accessible.</summary>
    public static string Accessibility(IReadOnlyCollection<ITypeSymbol> signature, INamedTypeSymbol flow)
    {
        string[] choices = ["public", "internal", "private"];
        return choices.First(access => !signature.Any(type => type.Mentions(part => !Allows(access, part, flow))));
    }

    /// <summary>
    /// Whether the type can be used in the base list of the flow. Protected types of base classes cannot: the base class is
    /// not known yet when the compiler binds the list.
    /// </summary>
    public static bool CanBeInBaseList(ITypeSymbol output, INamedTypeSymbol flow, Compilation compilation) => !output.Mentions(part =>
        part is INamedTypeSymbol { TypeKind: not TypeKind.Error } named
        && !named.EnclosingTypes().Any(outer => outer.OriginalDefinition.SameAs(flow.OriginalDefinition))
        && !compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, (ISymbol?)flow.ContainingType ?? compilation.Assembly));

    /// <summary>The members of base classes that the generated members hide.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="inputs">The inputs of the flow.</param>
    /// <param name="compilation">The compilation of the flow.</param>
    /// <param name="composed">Finds the signatures of composed flows.</param>
    public static HiddenMembers Hidden(INamedTypeSymbol flow, ImmutableArray<ParsedInput> inputs, Compilation compilation, ComposedSignatures composed)
    {
        INamedTypeSymbol[] generated = [.. flow.BaseClasses().Where(ancestor => SubFlow.IsInCompilation(ancestor, compilation) && ClassRules.GetsMembers(ancestor))];
        bool hidesRuns = generated.Any(ancestor => HasInputs(ancestor, inputs, compilation) && IsVisible(AccessibilityOf(ancestor), ancestor));
        return new(
            generated.Length > 0 || Hides("Plan", null),
            hidesRuns || Hides("ExecuteAsync", [IsToken]),
            hidesRuns || Hides("ExecuteAsync", [IsOptions, IsToken]),
            hidesRuns || Hides("RunAsync", [IsToken]),
            hidesRuns || Hides("RunAsync", [IsOptions, IsToken]),
            generated.Any(ancestor => HasInputs(ancestor, inputs, compilation) && Streams.IsStreaming(ancestor)) || Hides(GeneratedBy.ListMember, [IsOptions, IsToken]));

        string AccessibilityOf(INamedTypeSymbol ancestor) => Accessibility(
            [.. SubFlow.OutputOf(ancestor, compilation, composed) is { } output ? [output] : (ITypeSymbol[])[], .. FlowInputs.Of(ancestor, compilation).Select(static input => input.Type)],
            ancestor.OriginalDefinition);

        bool IsVisible(string access, INamedTypeSymbol ancestor) =>
            access != "private" || flow.EnclosingTypes().Any(outer => outer.OriginalDefinition.SameAs(ancestor.OriginalDefinition));

        bool Hides(string name, Func<ITypeSymbol, bool>[]? parameters) => flow.BaseClasses()
            .SelectMany(ancestor => ancestor.GetMembers(name))
            .Any(member => compilation.IsSymbolAccessibleWithin(member, flow)
                && (parameters is null || member is not IMethodSymbol method || HasParameters(method, parameters)));

        bool HasParameters(IMethodSymbol method, Func<ITypeSymbol, bool>[] types) =>
            method.Arity == 0
            && method.Parameters.Length == inputs.Length + types.Length
            && method.Parameters.All(static parameter => parameter.RefKind == RefKind.None)
            && inputs.Zip(method.Parameters, static (input, parameter) => input.Type.SameAs(parameter.Type)).All(static same => same)
            && method.Parameters.Skip(inputs.Length).Zip(types, static (parameter, isType) => isType(parameter.Type)).All(static same => same);
    }

    private static bool HasInputs(INamedTypeSymbol flow, ImmutableArray<ParsedInput> inputs, Compilation compilation) =>
        FlowInputs.Of(flow, compilation) is var others
        && others.Length == inputs.Length
        && others.Zip(inputs, static (other, input) => other.Type.SameAs(input.Type)).All(static same => same);

    private static bool IsToken(ITypeSymbol type) => type.Is("System.Threading", "CancellationToken");

    private static bool IsOptions(ITypeSymbol type) => type.Is("AsyncFlow", "FlowOptions");

    private static bool IsTaken(INamedTypeSymbol flow, string name) =>
        flow.EnclosingTypes().Prepend(flow).Any(type => type.Name == name || type.TypeParameters.Any(parameter => parameter.Name == name))
        || flow.BaseClasses().Prepend(flow).Any(type => type.GetMembers(name).Any(member => type.SameAs(flow) ? !ClassRules.IsGenerated(member) : member.DeclaredAccessibility != Access.Private));

    // Whether a type is accessible everywhere where a member of the flow with that accessibility is.
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
