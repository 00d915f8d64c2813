using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the members that a step's <c>[WithLock]</c> names (FLOW007).</summary>
internal sealed class LockBinder(FlowContext context)
{
    public ImmutableArray<ParsedLock> Bind(StepDeclaration step)
    {
        if (step.Member.FindAttribute("WithLockAttribute") is not { } attribute)
        {
            return ImmutableArray<ParsedLock>.Empty;
        }

        var locks = ImmutableArray.CreateBuilder<ParsedLock>();
        foreach (NameArgument argument in NameArgument.Read(attribute))
        {
            if (Find(argument, step) is { } member && !locks.Any(held => held.Member.SameAs(member)))
            {
                locks.Add(new(member, argument.Location));
            }
        }

        return locks.ToImmutable();
    }

    private ISymbol? Find(NameArgument argument, StepDeclaration step)
    {
        INamedTypeSymbol owner = step.Member.ContainingType;
        ISymbol[] named = argument.Value is { } name ? [.. Named(owner, name)] : [];
        ISymbol? member = named.FirstOrDefault(static symbol => symbol.TypeOfValue() is not null);
        string? mistake = member switch
        {
            null when named.Length > 0 => "it is neither a field nor a property",
            null => $"'{owner.Name}' has no such field, property or primary-constructor parameter",
            _ when !IsLock(member.TypeOfValue()!) => NoLock(member.TypeOfValue()!),
            _ when !IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
            _ => null,
        };

        if (mistake is null)
        {
            return member;
        }

        if (named.Length == 0 && argument.IsInError(context.Compilation))
        {
            context.ReportedElsewhere.Add("CS0103");
            return null;
        }

        string? suggestion = named.Length > 0 || argument.Value is null ? null : Suggestion.For(argument.Value, LockNames(owner));
        context.Report(new FlowFinding(
            FlowDiagnostics.NoLock,
            argument.Location ?? step.Place,
            step.Name,
            argument.Value ?? "null",
            mistake + (suggestion is null ? "" : $"; did you mean '{suggestion}'?"))
        {
            Properties = suggestion is null
                ? ImmutableDictionary<string, string?>.Empty
                : ImmutableDictionary<string, string?>.Empty.Add(FlowFinding.SuggestionKey, suggestion),
        });
        return null;
    }

    private static IEnumerable<ISymbol> Named(INamedTypeSymbol owner, string name) => owner.BaseClasses().Prepend(owner)
        .SelectMany(type => type.GetMembers(name))
        .Concat(PrimaryConstructorParameters(owner).Where(parameter => parameter.Name == name));

    private IEnumerable<string> LockNames(INamedTypeSymbol owner) => owner.BaseClasses().Prepend(owner)
        .SelectMany(static type => type.GetMembers())
        .Concat(PrimaryConstructorParameters(owner))
        .Where(symbol => symbol.CanBeReferencedByName && symbol.TypeOfValue() is { } type && IsLock(type) && IsReadable(symbol))
        .Select(static symbol => symbol.Name);

    /// <summary>What is wrong with a lock of a type that is none.</summary>
    public static string NoLock(ITypeSymbol type) =>
        $"its type '{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' is no FlowLock, FlowSemaphore, SemaphoreSlim or other class that implements IFlowLock";

    /// <summary>The parameters that the class's own members can use as if they were fields.</summary>
    public static IEnumerable<ISymbol> PrimaryConstructorParameters(INamedTypeSymbol type) => type.InstanceConstructors
        .FirstOrDefault(static constructor => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax)
        ?.Parameters.Where(static parameter => parameter.RefKind == RefKind.None) ?? [];

    // A type in error is the compiler's to report. A structure would be a new lock at every use.
    public static bool IsLock(ITypeSymbol type) => type.TypeKind == TypeKind.Error
        || type.BaseClasses().Prepend(type).Any(static parent => parent.Is("System.Threading", "SemaphoreSlim"))
        || (!type.IsValueType && (type.Is("AsyncFlow", "IFlowLock") || Interfaces(type).Any(static parent => parent.Is("AsyncFlow", "IFlowLock"))));

    private static IEnumerable<ITypeSymbol> Interfaces(ITypeSymbol type) => type is ITypeParameterSymbol parameter
        ? parameter.ConstraintTypes.SelectMany(static constraint => Interfaces(constraint).Append(constraint))
        : type.AllInterfaces;

    private bool IsReadable(ISymbol member) => member switch
    {
        IParameterSymbol parameter => parameter.ContainingType.SameAs(context.Flow),
        IPropertySymbol property => property.GetMethod is { } getter && context.Compilation.IsSymbolAccessibleWithin(getter, context.Flow),
        _ => context.Compilation.IsSymbolAccessibleWithin(member, context.Flow),
    };
}
