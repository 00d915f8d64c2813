using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A declared step, before its dependencies are resolved.</summary>
internal sealed class StepDeclaration
{
    /// <summary>The name of the step, which is unique in a valid flow.</summary>
    public required string Name { get; init; }

    /// <summary>The method that the step calls, or the field or property that holds the flow that it runs.</summary>
    public required ISymbol Member { get; init; }

    public required StepReturn Return { get; init; }

    /// <summary>The location of the step, for findings about the whole step.</summary>
    public required Location Location { get; init; }

    /// <summary>The <c>[Step]</c> attribute; null in a composition.</summary>
    public AttributeData? Attribute { get; init; }

    /// <summary>Whether a base class declares the step.</summary>
    public bool IsInherited { get; init; }

    /// <summary>The object that the member is called on or read from; null for a static member or a member of the flow.</summary>
    public MemberPath? Receiver { get; init; }

    /// <summary>The list, if the step runs once for each element; otherwise null.</summary>
    public EachDeclaration? Each { get; init; }

    /// <summary>The flow, if the step runs one; otherwise null.</summary>
    public SubFlow? SubFlow { get; init; }

    /// <summary>The method of the step; null for a step that runs a flow.</summary>
    public IMethodSymbol? Method => Member as IMethodSymbol;

    /// <summary>The parameters of the method, or the inputs of the flow that the step runs.</summary>
    public ImmutableArray<IParameterSymbol> Parameters => Method?.Parameters ?? SubFlow?.Inputs ?? ImmutableArray<IParameterSymbol>.Empty;

    /// <summary>
    /// Whether generated code cannot use a type in the signature. The type does not exist, which is an error of the
    /// compiler or a type from another generator, or it is file-local, which is an error of the compiler here.
    /// </summary>
    public bool HasUnavailableType => HasUnavailableResult || Parameters.Any(static parameter => IsUnavailable(parameter.Type));

    /// <summary>The type that other steps can take: of the result, or of the list of results; null if it is unknown.</summary>
    public ITypeSymbol? Result => Return.Result is { } result && !IsUnavailable(result) ? Each is null ? result : Each.ListOf(result) : null;

    /// <summary>Whether the result type is unknown, so that it could be any type.</summary>
    public bool HasUnknownResult => HasUnavailableResult || Method is { IsGenericMethod: true, IsDefinition: true };

    private bool HasUnavailableResult => IsUnavailable(Type) || (SubFlow?.Output is { } output && IsUnavailable(output));

    /// <summary>The return type of the method, or the type of the member.</summary>
    public ITypeSymbol Type => Member switch
    {
        IMethodSymbol method => method.ReturnType,
        IPropertySymbol property => property.Type,
        _ => MemberLookup.TypeOf(Member)!,
    };

    /// <summary>Whether <c>nameof</c> can name the member. It cannot name the explicit implementation of an interface.</summary>
    public bool CanBeNamed => Member.CanBeReferencedByName;

    /// <summary>Whether the step has a condition.</summary>
    public bool CanBeSkipped => Attribute is not null && Member.FindAttribute("WhenAttribute") is not null;

    /// <summary>The location of the return type, or of the type of the member.</summary>
    public Location TypeLocation => Attribute is null ? Location : Member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        MethodDeclarationSyntax method => method.ReturnType.GetLocation(),
        BasePropertyDeclarationSyntax property => property.Type.GetLocation(),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type.GetLocation(),
        _ => Location,
    };

    /// <summary>The step of a member with <c>[Step]</c>; null if the member cannot be a step.</summary>
    public static StepDeclaration? Of(ISymbol member, AttributeData attribute, INamedTypeSymbol flow, Compilation compilation, bool isInherited, ComposedSignatures? composed = null) => member switch
    {
        // The attribute is not allowed there, which the compiler reports.
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor or MethodKind.Destructor } => null,
        IMethodSymbol method => OfMethod(method, attribute, flow, compilation, isInherited),
        IFieldSymbol field => OfFlow(field, field.Type, attribute, flow, compilation, isInherited, composed),
        IPropertySymbol property => OfFlow(property, property.Type, attribute, flow, compilation, isInherited, composed),
        _ => null,
    };

    /// <summary>The step of a method with <c>[Step]</c>.</summary>
    public static StepDeclaration OfMethod(IMethodSymbol method, AttributeData attribute, INamedTypeSymbol flow, Compilation compilation, bool isInherited) => new()
    {
        // Without the name of an explicitly implemented interface.
        Name = method.Name.Substring(method.Name.LastIndexOf('.') + 1),
        Member = method,
        Attribute = attribute,
        Return = StepReturn.Of(method, flow, compilation),
        Location = method.LocationOr(flow),
        IsInherited = isInherited,
        Each = EachDeclaration.Of(method, compilation),
    };

    private static StepDeclaration OfFlow(ISymbol member, ITypeSymbol type, AttributeData attribute, INamedTypeSymbol flow, Compilation compilation, bool isInherited, ComposedSignatures? composed)
    {
        SubFlow? subFlow = SubFlow.Of(type, flow, compilation, composed);
        return new()
        {
            Name = (member as IFieldSymbol)?.AssociatedSymbol?.Name ?? member.Name.Substring(member.Name.LastIndexOf('.') + 1),
            Member = member,
            Attribute = attribute,
            Return = StepReturn.OfFlow(subFlow?.Output),
            Location = member.LocationOr(flow),
            IsInherited = isInherited,
            SubFlow = subFlow,
        };
    }

    public static bool IsUnavailable(ITypeSymbol type) => type.Mentions(static part => part.TypeKind == TypeKind.Error || part is INamedTypeSymbol { IsFileLocal: true });
}
