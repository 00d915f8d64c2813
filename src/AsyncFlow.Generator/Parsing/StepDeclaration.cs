using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A step as it is declared, before anybody knows what it waits for.</summary>
internal sealed class StepDeclaration
{
    /// <summary>The step's name, which no other step of the flow has.</summary>
    public required string Name { get; init; }

    /// <summary>What the step is: the method that it calls, or the field or property that holds the flow that it runs.</summary>
    public required ISymbol Member { get; init; }

    public required StepReturn Return { get; init; }

    /// <summary>Where the step is written: for findings about the step as a whole.</summary>
    public required Location Location { get; init; }

    /// <summary>Its <c>[Step]</c>; null for a step that is none by an attribute.</summary>
    public AttributeData? Attribute { get; init; }

    /// <summary>Whether a base class declares it.</summary>
    public bool IsInherited { get; init; }

    /// <summary>The object on which the member is called or read; null for a member of the flow itself, and a static one.</summary>
    public MemberPath? Receiver { get; init; }

    /// <summary>The elements, of a step that runs once for each element of a list; else null.</summary>
    public EachDeclaration? Each { get; init; }

    /// <summary>The flow, of a step that runs one; else null.</summary>
    public SubFlow? SubFlow { get; init; }

    /// <summary>The method that it calls; null for a step that runs a flow.</summary>
    public IMethodSymbol? Method => Member as IMethodSymbol;

    public ImmutableArray<IParameterSymbol> Parameters => Method?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty;

    /// <summary>
    /// Whether a type in the signature cannot be named in generated code: it does not exist (the compiler's own error, or a
    /// type that another generator makes), or it is local to a file (which the compiler refuses in this place).
    /// </summary>
    public bool HasUnavailableType => HasUnavailableResult || Parameters.Any(static parameter => IsUnavailable(parameter.Type));

    /// <summary>The type of what other steps get, if it is known, and so may be found by it: of the call's result, or of the list of them.</summary>
    public ITypeSymbol? Result => Return.Result is { } result && !IsUnavailable(result) ? Each is null ? result : Each.ListOf(result) : null;

    /// <summary>Whether it may have any result at all, as its type is not known.</summary>
    public bool HasUnknownResult => HasUnavailableResult || Method is { IsGenericMethod: true, IsDefinition: true };

    private bool HasUnavailableResult => IsUnavailable(Type) || (SubFlow?.Output is { } output && IsUnavailable(output));

    /// <summary>What a call returns, or what the member holds.</summary>
    public ITypeSymbol Type => Member switch
    {
        IMethodSymbol method => method.ReturnType,
        IPropertySymbol property => property.Type,
        _ => MemberLookup.TypeOf(Member)!,
    };

    /// <summary>Whether it has a condition.</summary>
    public bool CanBeSkipped => Attribute is not null && Member.FindAttribute("WhenAttribute") is not null;

    /// <summary>Where the type of its result is written, or of the flow that it runs.</summary>
    public Location TypeLocation => Attribute is null ? Location : Member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        MethodDeclarationSyntax method => method.ReturnType.GetLocation(),
        BasePropertyDeclarationSyntax property => property.Type.GetLocation(),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type.GetLocation(),
        _ => Location,
    };

    /// <summary>What <c>[Step]</c> is on; null where it can be on nothing such.</summary>
    public static StepDeclaration? Of(ISymbol member, AttributeData attribute, INamedTypeSymbol flow, Compilation compilation, bool isInherited, ComposedOutput? outputs = null) => member switch
    {
        IMethodSymbol method => OfMethod(method, attribute, flow, compilation, isInherited),
        IFieldSymbol field => OfFlow(field, field.Type, attribute, flow, compilation, isInherited, outputs),
        IPropertySymbol property => OfFlow(property, property.Type, attribute, flow, compilation, isInherited, outputs),
        _ => null,
    };

    /// <summary>A method with <c>[Step]</c>.</summary>
    public static StepDeclaration OfMethod(IMethodSymbol method, AttributeData attribute, INamedTypeSymbol flow, Compilation compilation, bool isInherited) => new()
    {
        // Without the interface that an explicit implementation names.
        Name = method.Name.Substring(method.Name.LastIndexOf('.') + 1),
        Member = method,
        Attribute = attribute,
        Return = StepReturn.Of(method, flow, compilation),
        Location = method.LocationOr(flow),
        IsInherited = isInherited,
        Each = EachDeclaration.Of(method, compilation),
    };

    private static StepDeclaration OfFlow(ISymbol member, ITypeSymbol type, AttributeData attribute, INamedTypeSymbol flow, Compilation compilation, bool isInherited, ComposedOutput? outputs)
    {
        SubFlow? subFlow = SubFlow.Of(type, flow, compilation, outputs);
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
