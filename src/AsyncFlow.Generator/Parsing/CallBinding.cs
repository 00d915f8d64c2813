using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>How generated code refers to a member.</summary>
internal enum CallForm
{
    /// <summary>By its name, through the object that has it.</summary>
    Direct,

    /// <summary>Through the object, converted to the type that declares the member.</summary>
    Converted,

    /// <summary>Through an accessor, which names the exact signature.</summary>
    Accessor,

    /// <summary>A static member that implements a member of an interface: through a type parameter with that interface as constraint.</summary>
    StaticInterface,

    /// <summary>There is no way: C# would choose another member.</summary>
    Impossible,
}

/// <summary>
/// Determines how generated code refers to a member so that the compiler chooses this member, whatever other members have its name. In C#,
/// a member of a derived class goes before the members of its base classes, and a call with omitted arguments may fit another overload better.
/// </summary>
/// <param name="Form">How generated code refers to the member.</param>
/// <param name="IsOverloaded">Whether other methods have the name, so that the call must pass every argument with its exact type.</param>
/// <param name="Declared">The declaration whose parameter names and default values apply to the call.</param>
/// <param name="Rival">The member that C# would choose; null if there is none.</param>
internal sealed record CallBinding(CallForm Form, bool IsOverloaded, IMethodSymbol? Declared, ISymbol? Rival)
{
    /// <summary>The binding of a step's method, or of another member that generated code uses.</summary>
    /// <param name="member">The member.</param>
    /// <param name="receiver">The type of the object that has the member.</param>
    /// <param name="flow">The class that contains the generated code.</param>
    /// <param name="compilation">The compilation.</param>
    public static CallBinding Of(ISymbol member, ITypeSymbol receiver, INamedTypeSymbol flow, Compilation compilation)
    {
        IMethodSymbol? method = member as IMethodSymbol;
        if (method?.ExplicitInterfaceImplementations.FirstOrDefault() is { } implemented)
        {
            return new(implemented.IsStatic ? CallForm.StaticInterface : CallForm.Direct, IsOverloadedIn(implemented.ContainingType, implemented), implemented, null);
        }

        if (member is IParameterSymbol || member.ContainingType is not { } owner)
        {
            return new(CallForm.Direct, false, null, null);
        }

        // C# looks an override up where the method was declared first, after the other methods of the class of the override.
        if (method is { IsOverride: true } && OriginOf(method) is var origin
            && Nearer(origin, receiver).FirstOrDefault(other => IsPreferred(other, origin, flow, compilation)) is { } hiding)
        {
            IMethodSymbol called = origin.ReturnType.SameAs(method.ReturnType) ? origin : method;
            CallForm way = called.SameAs(origin) && compilation.IsSymbolAccessibleWithin(origin, flow, origin.ContainingType) ? CallForm.Converted
                : HasAccessor(called, compilation) ? CallForm.Accessor
                : CallForm.Impossible;
            return new(way, IsOverloaded: true, called, hiding);
        }

        ISymbol[] rivals = member.IsStatic ? [] : [.. Nearer(member, receiver).Where(other => IsPreferred(other, member, flow, compilation))];
        ISymbol? preferred = method is null ? null : owner.GetMembers(member.Name).FirstOrDefault(other => other is IMethodSymbol better && HasPriority(better, method) && CanTake(better, method, compilation));
        if (rivals is [] && preferred is null)
        {
            return new(CallForm.Direct, IsOverloadedIn(member.IsStatic ? owner : receiver, member), method is null ? null : LastOverride(method, receiver), null);
        }

        bool canConvert = preferred is null && !owner.SameAs(receiver) && compilation.IsSymbolAccessibleWithin(member, flow, owner);
        CallForm form = canConvert ? CallForm.Converted : method is not null && HasAccessor(method, compilation) ? CallForm.Accessor : CallForm.Impossible;
        return new(form, IsOverloaded: true, method, rivals.FirstOrDefault() ?? preferred);
    }

    // The members of the same name in the types from the receiver up to the type that declares the member, without that type.
    private static IEnumerable<ISymbol> Nearer(ISymbol member, ITypeSymbol receiver)
    {
        if (receiver.TypeKind == TypeKind.Interface)
        {
            return receiver.SameAs(member.ContainingType) ? [] : receiver.AllInterfaces.Prepend(receiver)
                .Where(type => !type.SameAs(member.ContainingType))
                .SelectMany(type => type.GetMembers(member.Name));
        }

        return receiver.BaseClasses().Prepend(receiver)
            .TakeWhile(type => !type.SameAs(member.ContainingType))
            .SelectMany(type => type.GetMembers(member.Name));
    }

    // An override counts as a member of the class that declares what it overrides.
    private static bool IsPreferred(ISymbol other, ISymbol member, INamedTypeSymbol flow, Compilation compilation) =>
        !other.IsOverride
        && compilation.IsSymbolAccessibleWithin(other, flow)
        && (other is not IMethodSymbol rival || member is not IMethodSymbol method || CanTake(rival, method, compilation));

    // Whether C# could choose a method for the arguments of another one.
    private static bool CanTake(IMethodSymbol rival, IMethodSymbol method, Compilation compilation)
    {
        ImmutableArray<IParameterSymbol> arguments = method.Parameters;
        ImmutableArray<IParameterSymbol> parameters = rival.Parameters;
        bool isExpanded = parameters.Length > 0 && parameters[parameters.Length - 1].IsParams;
        return parameters.Count(static parameter => !parameter.IsOptional && !parameter.IsParams) <= arguments.Length
            && (isExpanded || parameters.Length >= arguments.Length)
            && (rival.IsGenericMethod || isExpanded || arguments.Select((argument, i) => (argument, i)).All(pair =>
                compilation.ClassifyCommonConversion(pair.argument.Type, parameters[pair.i].Type).IsImplicit));
    }

    private static bool HasPriority(IMethodSymbol rival, IMethodSymbol method) => !rival.SameAs(method) && Priority(rival) > Priority(method);

    private static int Priority(IMethodSymbol method) => method.GetAttributes()
        .Where(static attribute => attribute.AttributeClass.Is("System.Runtime.CompilerServices", "OverloadResolutionPriorityAttribute"))
        .Select(static attribute => attribute.ConstructorArguments is [{ Value: int value }] ? value : 0)
        .FirstOrDefault();

    private static bool IsOverloadedIn(ITypeSymbol type, ISymbol member) =>
        type.BaseClasses().Prepend(type).Concat(type.TypeKind == TypeKind.Interface ? type.AllInterfaces : ImmutableArray<INamedTypeSymbol>.Empty)
            .Sum(known => known.GetMembers(member.Name).Count(static other => !other.IsOverride)) > 1;

    private static IMethodSymbol OriginOf(IMethodSymbol method)
    {
        while (method.OverriddenMethod is { } overridden)
        {
            method = overridden;
        }

        return method;
    }

    private static IMethodSymbol LastOverride(IMethodSymbol method, ITypeSymbol receiver)
    {
        if (method is { IsVirtual: false, IsAbstract: false, IsOverride: false } || method.ContainingType.TypeKind == TypeKind.Interface)
        {
            return method;
        }

        return receiver.BaseClasses().Prepend(receiver)
            .TakeWhile(type => !type.SameAs(method.ContainingType))
            .SelectMany(type => type.GetMembers(method.Name))
            .OfType<IMethodSymbol>()
            .FirstOrDefault(other => Overrides(other, method)) ?? method;
    }

    private static bool Overrides(IMethodSymbol method, IMethodSymbol overridden)
    {
        for (IMethodSymbol? current = method.OverriddenMethod; current is not null; current = current.OverriddenMethod)
        {
            if (current.SameAs(overridden))
            {
                return true;
            }
        }

        return false;
    }

    // The oldest runtime that is served has no accessors for generic types and methods.
    private static bool HasAccessor(IMethodSymbol method, Compilation compilation) =>
        !method.IsGenericMethod
        && !method.ContainingType.EnclosingTypes().Prepend(method.ContainingType).Any(static type => type.IsGenericType)
        && !(method.IsStatic && method.ContainingType.IsStatic)
        && !method.ContainingType.IsValueType
        && compilation.GetTypesByMetadataName("System.Runtime.CompilerServices.UnsafeAccessorAttribute").Any(static type => type.DeclaredAccessibility == Accessibility.Public);
}
