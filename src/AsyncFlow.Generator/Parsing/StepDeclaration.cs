using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>A method with <c>[Step]</c>, before anybody knows what it waits for.</summary>
internal sealed class StepDeclaration(IMethodSymbol method, AttributeData attribute, StepReturn @return, bool isInherited)
{
    public IMethodSymbol Method { get; } = method;

    /// <summary>Its <c>[Step]</c>.</summary>
    public AttributeData Attribute { get; } = attribute;

    public StepReturn Return { get; } = @return;

    /// <summary>Whether a base class declares it.</summary>
    public bool IsInherited { get; } = isInherited;

    /// <summary>The step's name: the method's, without the interface that an explicit implementation names.</summary>
    public string Name { get; } = method.Name.Substring(method.Name.LastIndexOf('.') + 1);

    /// <summary>
    /// Whether a type in the signature cannot be named in generated code: it does not exist (the compiler's own error, or a
    /// type that another generator makes), or it is local to a file (which the compiler refuses in this place).
    /// </summary>
    public bool IsUnspeakable { get; } = Unspeakable(method.ReturnType) || method.Parameters.Any(static parameter => Unspeakable(parameter.Type));

    /// <summary>Its own type is known: it may be found by it.</summary>
    public ITypeSymbol? Result => Return.Result is { } result && !Unspeakable(result) ? result : null;

    /// <summary>Whether it may have any result at all, as its type is not known.</summary>
    public bool HasUnknownResult { get; } = Unspeakable(method.ReturnType) || method.IsGenericMethod;

    public static bool Unspeakable(ITypeSymbol type) => type.Mentions(static part => part.TypeKind == TypeKind.Error || part is INamedTypeSymbol { IsFileLocal: true });
}
