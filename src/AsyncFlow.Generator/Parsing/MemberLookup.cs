using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Plan;
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
    public bool IsReadable(ISymbol member)
    {
        // The compiler reports an instance member of a static class.
        if (context.Flow.IsStatic && member is { IsStatic: false } and not IParameterSymbol)
        {
            context.ReportedElsewhere.Add("CS0708");
        }

        return CanAccess(member);
    }

    private bool CanAccess(ISymbol member) => member switch
    {
        IParameterSymbol parameter => parameter.ContainingType.SameAs(context.Flow),
        IPropertySymbol property => property.GetMethod is { } getter && context.Compilation.IsSymbolAccessibleWithin(getter, context.Flow),
        _ => context.Compilation.IsSymbolAccessibleWithin(member, context.Flow),
    };

    /// <summary>The reason why generated code would read another member; null if it reads this one.</summary>
    public string? FindHiding(ISymbol member) =>
        CallBinding.Of(member, context.Flow, context.Flow, context.Compilation) is { Form: CallForm.Accessor or CallForm.Impossible, Rival: { } rival }
            ? $"'{rival.ContainingType.Name}.{rival.Name}' hides it; rename one of them"
            : null;

    /// <summary>Reports an invalid name, with a suggestion if a similar name is valid.</summary>
    /// <param name="descriptor">The rule. Its message contains the step, the name and the reason.</param>
    /// <param name="argument">The name.</param>
    /// <param name="step">The step with the attribute.</param>
    /// <param name="problem">The reason.</param>
    /// <param name="choices">The valid names; null if a member with the name exists.</param>
    /// <param name="subject">What the message calls the step; null for its name.</param>
    public void Report(DiagnosticDescriptor descriptor, NameArgument argument, StepDeclaration step, string problem, IEnumerable<string>? choices, string? subject = null)
    {
        if (IsReported(argument, choices))
        {
            return;
        }

        string? suggestion = Suggest(argument, choices);
        context.ReportShared(step, new FlowFinding(
            descriptor,
            context.At(step, argument.Location),
            subject ?? FlowContext.NameOf(step),
            argument.Value ?? "null",
            problem + Hint(suggestion))
        {
            Suggestion = step.IsInherited ? null : suggestion,
            AdditionalLocations = FlowContext.Also(step, argument.Location),
        });
    }

    /// <summary>Reports an invalid name in an attribute of the class.</summary>
    /// <inheritdoc cref="Report(DiagnosticDescriptor, NameArgument, StepDeclaration, string, IEnumerable{string}, string)"/>
    public void Report(DiagnosticDescriptor descriptor, NameArgument argument, string subject, string problem, IEnumerable<string>? choices)
    {
        if (!IsReported(argument, choices))
        {
            string? suggestion = Suggest(argument, choices);
            context.Report(new FlowFinding(descriptor, argument.Location ?? context.Flow.LocationOr(context.Flow), subject, argument.Value ?? "null", problem + Hint(suggestion))
            {
                Suggestion = suggestion,
            });
        }
    }

    // Whether the compiler reports the name.
    private bool IsReported(NameArgument argument, IEnumerable<string>? choices)
    {
        bool isReported = choices is not null && argument.IsInError(context.Compilation);
        if (isReported)
        {
            context.ReportedElsewhere.Add("CS0103");
        }

        return isReported;
    }

    private static string? Suggest(NameArgument argument, IEnumerable<string>? choices) =>
        choices is null || argument.Value is null ? null : Suggestion.For(argument.Value, choices);

    private static string Hint(string? suggestion) => suggestion is null ? "" : $"; did you mean '{suggestion}'?";

    /// <summary>The parameters of the primary constructor, which members of the class can use like fields.</summary>
    public static IEnumerable<ISymbol> PrimaryConstructorParameters(INamedTypeSymbol type) => type.InstanceConstructors
        .FirstOrDefault(static constructor => constructor.DeclaringSyntaxReferences is [var reference] && reference.GetSyntax() is TypeDeclarationSyntax)
        ?.Parameters.Where(static parameter => parameter.RefKind == RefKind.None) ?? [];
}
