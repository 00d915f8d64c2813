using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Members of a flow that attributes name: its fields, properties, methods and primary-constructor parameters.</summary>
internal sealed class MemberLookup(FlowContext context)
{
    /// <summary>The members of that name, the class's own first.</summary>
    public static IEnumerable<ISymbol> Named(INamedTypeSymbol owner, string name) => owner.BaseClasses().Prepend(owner)
        .SelectMany(type => type.GetMembers(name))
        .Concat(PrimaryConstructorParameters(owner).Where(parameter => parameter.Name == name));

    /// <summary>Every member that can be named.</summary>
    public static IEnumerable<ISymbol> All(INamedTypeSymbol owner) => owner.BaseClasses().Prepend(owner)
        .SelectMany(static type => type.GetMembers())
        .Concat(PrimaryConstructorParameters(owner))
        .Where(static symbol => symbol.CanBeReferencedByName);

    /// <summary>The type of what a member holds; null for one that holds nothing.</summary>
    public static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    /// <summary>Whether the flow's code can read, or call, the member.</summary>
    public bool IsReadable(ISymbol member) => member switch
    {
        IParameterSymbol parameter => parameter.ContainingType.SameAs(context.Flow),
        IPropertySymbol property => property.GetMethod is { } getter && context.Compilation.IsSymbolAccessibleWithin(getter, context.Flow),
        _ => context.Compilation.IsSymbolAccessibleWithin(member, context.Flow),
    };

    /// <summary>Reports that a name is not what it should be, and which one may have been meant.</summary>
    /// <param name="descriptor">The rule: it tells the step, the name and the mistake.</param>
    /// <param name="argument">The name.</param>
    /// <param name="step">The name of the step that has it.</param>
    /// <param name="stepLocation">Where that step is.</param>
    /// <param name="mistake">What is wrong.</param>
    /// <param name="choices">The names that would do; null where something of that name is there.</param>
    public void Report(DiagnosticDescriptor descriptor, NameArgument argument, string step, Location stepLocation, string mistake, IEnumerable<string>? choices)
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
            mistake + (suggestion is null ? "" : $"; did you mean '{suggestion}'?"))
        {
            Suggestion = suggestion,
        });
    }

    /// <summary>The parameters that the class's own members can use as if they were fields.</summary>
    public static IEnumerable<ISymbol> PrimaryConstructorParameters(INamedTypeSymbol type) => type.InstanceConstructors
        .FirstOrDefault(static constructor => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax)
        ?.Parameters.Where(static parameter => parameter.RefKind == RefKind.None) ?? [];
}
