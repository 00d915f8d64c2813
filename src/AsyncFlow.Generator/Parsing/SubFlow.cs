using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The type of what a composed flow of this compilation gives; null for nothing.</summary>
internal delegate ITypeSymbol? ComposedOutput(INamedTypeSymbol flow);

/// <summary>The flow that a step runs.</summary>
/// <param name="Type">The type that the step's member is declared as.</param>
/// <param name="Class">The <c>[Flow]</c> class that it is, or inherits from; null for one built at run time or known by its interface alone.</param>
/// <param name="Output">The type of the result that the step gets; null for none.</param>
/// <param name="IsByInterface">
/// Whether it is run through its interface, as its own members cannot be called: through <c>IFlow&lt;T&gt;</c> if there is an output.
/// </param>
internal sealed record SubFlow(ITypeSymbol Type, INamedTypeSymbol? Class, ITypeSymbol? Output, bool IsByInterface)
{
    /// <summary>The flow that a member of that type holds; null if it is none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="user">The flow that runs it.</param>
    /// <param name="compilation">The compilation that both are seen from.</param>
    /// <param name="outputs">Tells what composed flows give; needed only by who asks for the output.</param>
    public static SubFlow? Of(ITypeSymbol type, INamedTypeSymbol user, Compilation compilation, ComposedOutput? outputs) =>
        Of(type, user, compilation, outputs, new(SymbolEqualityComparer.Default));

    /// <summary>Whether the class is one of this compilation, so that what the generator adds to it is not there yet.</summary>
    public static bool IsMadeHere(INamedTypeSymbol type, Compilation compilation) => type.ContainingAssembly.SameAs(compilation.Assembly);

    // A flow whose output is that of a flow whose output is its own has none.
    private static SubFlow? Of(ITypeSymbol type, INamedTypeSymbol user, Compilation compilation, ComposedOutput? outputs, HashSet<ITypeSymbol> around)
    {
        if (FlowClass(type) is not { } @class)
        {
            // One built at run time: its plan is the object's, its output known by its type.
            if (type.Is("AsyncFlow", "Flow", arity: 1))
            {
                return new(type, null, ((INamedTypeSymbol)type).TypeArguments[0], IsByInterface: false);
            }

            return type.Interfaces().Prepend(type).Any(static parent => parent.Is("AsyncFlow", "IFlow"))
                ? new(type, null, OutputByInterface(type, user, compilation), IsByInterface: true)
                : null;
        }

        ITypeSymbol? output = !around.Add(@class) ? null
            : IsMadeHere(@class, compilation) ? OutputToBe(@class, compilation, outputs, around)
            : OutputOf(@class);
        bool isHidden = output is not null && MemberAccess.Accessibility(output, @class) == "private" && !user.EnclosingTypes().Prepend(user).Any(around => around.SameAs(@class));
        return new(type, @class, isHidden ? null : output, isHidden);
    }

    // The members run the nearest class's flow, whatever derives from it.
    private static INamedTypeSymbol? FlowClass(ITypeSymbol type) => type is ITypeParameterSymbol parameter
        ? parameter.ConstraintTypes.Select(FlowClass).FirstOrDefault(static found => found is not null)
        : type.BaseClasses().Prepend(type).OfType<INamedTypeSymbol>().FirstOrDefault(static parent => parent.IsFlow());

    // A flow of several results gives none: the interface to run it by would be a guess.
    private static ITypeSymbol? OutputByInterface(ITypeSymbol type, INamedTypeSymbol user, Compilation compilation)
    {
        ITypeSymbol[] results = [.. type.Interfaces().Prepend(type)
            .Where(static parent => parent.Is("AsyncFlow", "IFlow", arity: 1))
            .Select(static parent => ((INamedTypeSymbol)parent).TypeArguments[0])
            .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)];
        return results is [var result] && compilation.IsSymbolAccessibleWithin(result, user) ? result : null;
    }

    private static ITypeSymbol? OutputOf(INamedTypeSymbol flow) => flow.GetMembers("ExecuteAsync")
        .OfType<IMethodSymbol>()
        .Where(static method => method.Parameters is [{ Type.Name: "FlowOptions" }, _])
        .Select(static method => method.ReturnType is INamedTypeSymbol { TypeArguments: [var output] } ? output : null)
        .FirstOrDefault();

    private static ITypeSymbol? OutputToBe(INamedTypeSymbol flow, Compilation compilation, ComposedOutput? outputs, HashSet<ITypeSymbol> around)
    {
        foreach (ISymbol member in flow.BaseClasses().Prepend(flow).SelectMany(static type => type.GetMembers()))
        {
            if (member.FindAttribute("OutputAttribute") is null || member.FindAttribute("StepAttribute") is null)
            {
                continue;
            }

            return member is IMethodSymbol method
                ? StepReturn.Of(method, flow, compilation).Result is { } result ? EachDeclaration.Of(method, compilation)?.ListOf(result) ?? result : null
                : MemberLookup.TypeOf(member) is { } type ? Of(type, flow, compilation, outputs, around)?.Output : null;
        }

        return outputs?.Invoke(flow);
    }
}
