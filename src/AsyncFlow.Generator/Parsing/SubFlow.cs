using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What a composed flow takes and gives.</summary>
/// <param name="Output">The type of the output; null for none.</param>
/// <param name="Inputs">The inputs.</param>
internal sealed record ComposedSignature(ITypeSymbol? Output, ImmutableArray<ParsedInput> Inputs);

/// <summary>Finds the signature of a flow in this compilation; null if it is not composed.</summary>
internal delegate ComposedSignature? ComposedSignatures(INamedTypeSymbol flow);

/// <summary>The flow that a step runs.</summary>
/// <param name="Type">The declared type of the step's member.</param>
/// <param name="Class">
/// The <c>[Flow]</c> class, or the base class with <c>[Flow]</c>; null for a flow that is built at run time or known only
/// by its interface.
/// </param>
/// <param name="Output">The type of the output; null for none.</param>
/// <param name="IsByInterface">
/// Whether the flow is run through its interface because its members are not accessible: through <c>IFlow&lt;T&gt;</c> if there is an output.
/// </param>
internal sealed record SubFlow(ITypeSymbol Type, INamedTypeSymbol? Class, ITypeSymbol? Output, bool IsByInterface)
{
    // Evaluated when it is needed: a flow can run itself.
    private Lazy<ImmutableArray<IParameterSymbol>>? _inputs;

    /// <summary>The inputs, as parameters of the inner flow's steps or of its members.</summary>
    public ImmutableArray<IParameterSymbol> Inputs => _inputs?.Value ?? ImmutableArray<IParameterSymbol>.Empty;

    /// <summary>The flow of a member with a given type; null if the type is not a flow.</summary>
    /// <param name="type">The type.</param>
    /// <param name="user">The flow that runs it.</param>
    /// <param name="compilation">The compilation.</param>
    /// <param name="composed">Finds the signatures of composed flows; needed only if the output is used.</param>
    public static SubFlow? Of(ITypeSymbol type, INamedTypeSymbol user, Compilation compilation, ComposedSignatures? composed) =>
        Of(type, user, new OutputSearch(compilation, composed));

    /// <summary>Whether the class is in this compilation, so that the generated members are not visible yet.</summary>
    public static bool IsInCompilation(INamedTypeSymbol type, Compilation compilation) => type.ContainingAssembly.SameAs(compilation.Assembly);

    /// <summary>The output type of a flow in this compilation; null for none.</summary>
    public static ITypeSymbol? OutputOf(INamedTypeSymbol flow, Compilation compilation, ComposedSignatures composed) =>
        new OutputSearch(compilation, composed).Of(flow);

    /// <inheritdoc cref="Of(ITypeSymbol, INamedTypeSymbol, Compilation, ComposedSignatures?)"/>
    /// <param name="type">The type.</param>
    /// <param name="user">The flow that runs it.</param>
    /// <param name="search">The search for outputs that goes on here.</param>
    public static SubFlow? Of(ITypeSymbol type, INamedTypeSymbol user, OutputSearch search)
    {
        if (FlowClass(type) is not { } @class)
        {
            // A flow that is built at run time: its plan is part of the object, and its output type part of its type.
            if (type.Is("AsyncFlow", "Flow", arity: 1))
            {
                return new(type, null, ((INamedTypeSymbol)type).TypeArguments[0], IsByInterface: false);
            }

            return type.Interfaces().Prepend(type).Any(static parent => parent.Is("AsyncFlow", "IFlow"))
                ? new(type, null, OutputByInterface(type, user, search.Compilation), IsByInterface: true)
                : WithInput(type);
        }

        ITypeSymbol? output = IsInCompilation(@class, search.Compilation) ? search.Of(@class) : GeneratedOutput(@class);
        bool isHidden = output is not null && MemberAccess.Accessibility([output], @class) == "private" && !user.EnclosingTypes().Prepend(user).Any(around => around.SameAs(@class));
        return new(type, @class, isHidden ? null : output, isHidden)
        {
            _inputs = new(() => IsInCompilation(@class, search.Compilation) ? DeclaredInputs(@class, search.Compilation, search.Composed) : GeneratedInputs(@class)),
        };
    }

    // A flow known only as IFlow<TInput, TResult>: its input is the parameter of the interface's member.
    private static SubFlow? WithInput(ITypeSymbol type)
    {
        INamedTypeSymbol[] interfaces = [.. type.Interfaces().Prepend(type).Where(static parent => parent.Is("AsyncFlow", "IFlow", arity: 2)).OfType<INamedTypeSymbol>()];
        return interfaces is [var only]
            ? new(type, null, only.TypeArguments[1], IsByInterface: true)
            {
                _inputs = new(() => ImmutableArray.Create(only.GetMembers("ExecuteAsync").OfType<IMethodSymbol>().First().Parameters[0])),
            }
            : null;
    }

    private static ImmutableArray<IParameterSymbol> DeclaredInputs(INamedTypeSymbol flow, Compilation compilation, ComposedSignatures? composed) =>
        (composed?.Invoke(flow)?.Inputs ?? FlowInputs.Of(flow, compilation)).Select(static input => input.Decisive).ToImmutableArray();

    // The member with defaults: all parameters but the token.
    private static ImmutableArray<IParameterSymbol> GeneratedInputs(INamedTypeSymbol flow) => flow.GetMembers("ExecuteAsync")
        .OfType<IMethodSymbol>()
        .Where(static method => !method.Parameters.Any(static parameter => parameter.Type.Is("AsyncFlow", "FlowOptions")))
        .Select(static method => method.Parameters.RemoveAt(method.Parameters.Length - 1))
        .DefaultIfEmpty(ImmutableArray<IParameterSymbol>.Empty)
        .First();

    // The generated members run the flow of the nearest class with [Flow].
    private static INamedTypeSymbol? FlowClass(ITypeSymbol type) => type is ITypeParameterSymbol parameter
        ? parameter.ConstraintTypes.Select(FlowClass).FirstOrDefault(static found => found is not null)
        : type.BaseClasses().Prepend(type).OfType<INamedTypeSymbol>().FirstOrDefault(static parent => parent.IsFlow());

    // With several result types, the choice of an interface would be ambiguous, so the flow has no output.
    private static ITypeSymbol? OutputByInterface(ITypeSymbol type, INamedTypeSymbol user, Compilation compilation)
    {
        ITypeSymbol[] results = [.. type.Interfaces().Prepend(type)
            .Where(static parent => parent.Is("AsyncFlow", "IFlow", arity: 1))
            .Select(static parent => ((INamedTypeSymbol)parent).TypeArguments[0])
            .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)];
        return results is [var result] && compilation.IsSymbolAccessibleWithin(result, user) ? result : null;
    }

    private static ITypeSymbol? GeneratedOutput(INamedTypeSymbol flow) => flow.GetMembers(Streams.IsStreaming(flow) ? GeneratedBy.ListMember : "ExecuteAsync")
        .OfType<IMethodSymbol>()
        .Where(static method => method.Parameters is [.., { Type.Name: "FlowOptions" }, _])
        .Select(static method => method.ReturnType is INamedTypeSymbol { TypeArguments: [var output] } ? output : null)
        .FirstOrDefault();
}
