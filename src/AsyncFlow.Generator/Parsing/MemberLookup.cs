using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds members that attributes can name: fields, properties, methods and primary-constructor parameters.</summary>
internal sealed class MemberLookup(FlowContext context)
{
    /// <summary>The members with a name, starting with the members of the class itself.</summary>
    public static IEnumerable<ISymbol> Named(INamedTypeSymbol owner, string name) => owner.BaseClasses().Prepend(owner)
        .SelectMany(type => type.GetMembers(name))
        .Concat(PrimaryConstructorParameters(owner).Where(parameter => parameter.Name == name));

    /// <summary>All members that can be named.</summary>
    public static IEnumerable<ISymbol> All(INamedTypeSymbol owner) => owner.BaseClasses().Prepend(owner)
        .SelectMany(static type => type.GetMembers())
        .Concat(PrimaryConstructorParameters(owner))
        .Where(static symbol => symbol.CanBeReferencedByName);

    /// <summary>The type of the value of a member; null for a member without a value.</summary>
    public static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>Whether the flow can read or call a member.</summary>
    public bool IsReadable(ISymbol member) => member switch
    {
        IParameterSymbol parameter => parameter.ContainingType.SameAs(context.Flow),
        IPropertySymbol property => property.GetMethod is { } getter && context.Compilation.IsSymbolAccessibleWithin(getter, context.Flow),
        _ => context.Compilation.IsSymbolAccessibleWithin(member, context.Flow),
    };

    /// <summary>Reports an invalid name, with a suggestion if a similar name is valid.</summary>
    /// <param name="descriptor">The rule. Its message contains the step, the name and the reason.</param>
    /// <param name="argument">The name.</param>
    /// <param name="step">The name of the step with the attribute.</param>
    /// <param name="stepLocation">The location of that step.</param>
    /// <param name="problem">The reason.</param>
    /// <param name="choices">The valid names; null if a member with the name exists.</param>
    public void Report(DiagnosticDescriptor descriptor, NameArgument argument, string step, Location stepLocation, string problem, IEnumerable<string>? choices)
    {
        if (choices is not null && argument.IsInError(context.Compilation))
        {
            context.ReportedElsewhere.Add("CS0103");
            return;
        }

        string? suggestion = choices is null || argument.Value is null ? null : Suggestion.For(argument.Value, choices);
        context.Report(new FlowFinding(
            descriptor,
            argument.Location ?? stepLocation,
            step,
            argument.Value ?? "null",
            problem + (suggestion is null ? "" : $"; did you mean '{suggestion}'?"))
        {
            Suggestion = suggestion,
        });
    }

    /// <summary>The parameters of the primary constructor, which members of the class can use like fields.</summary>
    public static IEnumerable<ISymbol> PrimaryConstructorParameters(INamedTypeSymbol type) => type.InstanceConstructors
        .FirstOrDefault(static constructor => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax)
        ?.Parameters.Where(static parameter => parameter.RefKind == RefKind.None) ?? [];
}
