using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Determines how a container creates a flow: which constructor it calls, and what it passes.</summary>
internal static class FactoryBuilder
{
    private const string DependencyInjection = "Microsoft.Extensions.DependencyInjection";

    /// <summary>How a container creates the flow; null if the project does not reference the package for hosting, or there are no instances.</summary>
    public static FactoryModel? Build(INamedTypeSymbol flow, Compilation compilation)
    {
        if (flow.IsStatic || !IsHosted(compilation))
        {
            return null;
        }

        string field = MemberAccess.FreeName(flow, "_hostOptions", MemberAccess.Level(flow));
        (IMethodSymbol? constructor, string? problem) = Examine(flow, compilation);
        return problem is not null
            ? new(field, ImmutableArray<string>.Empty, ImmutableArray<string>.Empty, problem)
            : new(field, constructor!.Parameters.Select(Argument).ToImmutableArray(), RequiredMembers(constructor, flow).ToImmutableArray(), null);
    }

    /// <summary>Whether the project references the package for hosting.</summary>
    public static bool IsHosted(Compilation compilation) => compilation.GetTypeByMetadataName("AsyncFlow.Hosting.IFlowFactory`1") is not null;

    /// <summary>The reason why a container cannot create the flow; null if it can.</summary>
    public static string? ProblemOf(INamedTypeSymbol flow, Compilation compilation) => Examine(flow, compilation).Problem;

    private static (IMethodSymbol? Constructor, string? Problem) Examine(INamedTypeSymbol flow, Compilation compilation)
    {
        (IMethodSymbol? constructor, string? problem) = Choose(flow);
        return (constructor, problem ?? FindProblem(constructor!, flow, compilation));
    }

    private static (IMethodSymbol? Constructor, string? Problem) Choose(INamedTypeSymbol flow)
    {
        if (flow.IsAbstract)
        {
            return (null, "it is abstract");
        }

        IMethodSymbol[] all = [.. flow.InstanceConstructors.Where(constructor => !IsCopy(constructor))];
        IMethodSymbol[] marked = [.. all.Where(static constructor => Has(constructor, "ActivatorUtilitiesConstructorAttribute"))];
        IMethodSymbol[] candidates = marked.Length > 0 ? marked : all.Length == 1 ? all : [.. all.Where(static constructor => constructor.DeclaredAccessibility == Accessibility.Public)];

        // Every other constructor calls a primary one.
        IMethodSymbol[] chosen = candidates.Length == 1 ? candidates : [.. candidates.Where(IsPrimary)];
        return chosen is [var only] ? (only, null) : (null, all.Length == 0 ? "it has no constructor" : "it has several constructors; mark one with [ActivatorUtilitiesConstructor]");

        bool IsCopy(IMethodSymbol constructor) => flow.IsRecord && constructor.Parameters is [{ Type: var type }] && type.SameAs(flow);
    }

    private static string? FindProblem(IMethodSymbol constructor, INamedTypeSymbol flow, Compilation compilation) => constructor.Parameters
        .Select(static parameter => parameter switch
        {
            { RefKind: not RefKind.None } => $"the parameter '{parameter.Name}' of its constructor is passed by reference",
            { Type: { IsRefLikeType: true } or { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } } => $"the parameter '{parameter.Name}' of its constructor has the type '{parameter.Type.Display()}', which no container has",
            _ when StepDeclaration.IsUnavailable(parameter.Type) => $"the type of the parameter '{parameter.Name}' of its constructor does not exist",
            _ => null,
        })
        .Concat(Required(constructor, flow).Select(member => member is IPropertySymbol { SetMethod: { } setter } && !compilation.IsSymbolAccessibleWithin(setter, flow)
            ? $"it cannot set its required member '{member.Name}'"
            : null))
        .FirstOrDefault(static problem => problem is not null);

    private static string Argument(IParameterSymbol parameter)
    {
        string type = Type(parameter.Type);
        string fallback = parameter.IsOptional || parameter.IsParams ? DefaultValue.Of(parameter) : "";
        if (Has(parameter, "ServiceKeyAttribute"))
        {
            return $"services.GetKey<{type}>()";
        }

        return parameter.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass.Is(DependencyInjection, "FromKeyedServicesAttribute")) is { } keyed
            ? $"services.GetKeyed<{type}>({string.Join(", ", fallback.Length == 0 ? [Key(keyed)] : (string[])[Key(keyed), fallback])})"
            : $"services.Get<{type}>({fallback})";
    }

    // Without an argument, the attribute means the key of the flow itself.
    private static string Key(AttributeData attribute) => attribute.ConstructorArguments is [{ IsNull: false } key] ? Constant(key) : attribute.ConstructorArguments.IsEmpty ? "services.Key" : "null";

    private static string Constant(TypedConstant key) => key.Kind switch
    {
        TypedConstantKind.Enum => $"({TypeText.Full(key.Type!)})({SymbolDisplay.FormatPrimitive(key.Value!, quoteStrings: true, useHexadecimalNumbers: false)})",
        TypedConstantKind.Type => $"typeof({TypeText.Full((ITypeSymbol)key.Value!)})",
        TypedConstantKind.Primitive when key.Type?.SpecialType is SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Char => SymbolDisplay.FormatPrimitive(key.Value!, quoteStrings: true, useHexadecimalNumbers: false),
        TypedConstantKind.Primitive => $"({TypeText.Full(key.Type!)})({SymbolDisplay.FormatPrimitive(key.Value!, quoteStrings: true, useHexadecimalNumbers: false)})",
        _ => "null",
    };

    private static IEnumerable<string> RequiredMembers(IMethodSymbol constructor, INamedTypeSymbol flow) =>
        Required(constructor, flow).Select(static member => $"{TypeText.Identifier(member.Name)} = services.Get<{Type(MemberLookup.TypeOf(member)!)}>()");

    private static IEnumerable<ISymbol> Required(IMethodSymbol constructor, INamedTypeSymbol flow) =>
        constructor.GetAttributes().Any(static attribute => attribute.AttributeClass.Is("System.Diagnostics.CodeAnalysis", "SetsRequiredMembersAttribute"))
            ? []
            : flow.BaseClasses().Prepend(flow)
                .SelectMany(static type => type.GetMembers())
                .Where(static member => member is IPropertySymbol { IsRequired: true, IsOverride: false } or IFieldSymbol { IsRequired: true });

    private static string Type(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Dynamic ? "object" : TypeText.Full(type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated) : type);

    private static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(found => found.AttributeClass.Is(DependencyInjection, attribute));

    private static bool IsPrimary(IMethodSymbol constructor) => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax;
}
