using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks the requirements for a flow class (FLOW001, FLOW014) and the properties of <c>[Flow]</c> (FLOW015).</summary>
internal static class ClassRules
{
    // The generated members. A class or type parameter with the same name conflicts with them too.
    private static readonly string[] s_generated = ["Plan", "ExecuteAsync", "RunAsync"];

    /// <summary>Reports why no part can be added to the class, and returns whether one can.</summary>
    public static bool CheckCanAddPart(FlowContext context)
    {
        INamedTypeSymbol flow = context.Flow;
        bool possible = true;
        foreach (INamedTypeSymbol type in flow.EnclosingTypes().Prepend(flow))
        {
            if (Identifier(type) is { } identifier)
            {
                possible = false;
                if (IsReportedHere(type, flow))
                {
                    context.Report(FlowDiagnostics.NotPartial, identifier.GetLocation(), type.Name);
                }
            }
        }

        if (FindProblem(flow) is var (reason, location))
        {
            possible = false;
            context.Report(FlowDiagnostics.CannotAddPart, location, flow.Name, reason);
        }

        return possible;
    }

    /// <summary>Whether the generator adds members to a class of this compilation.</summary>
    public static bool GetsMembers(INamedTypeSymbol type) =>
        type.IsFlow() && type.EnclosingTypes().Prepend(type).All(static type => Identifier(type) is null) && FindProblem(type) is null;

    /// <summary>Whether a constraint of the class, or of a type around it, is a type that does not exist. The compiler reports it.</summary>
    public static bool HasUnknownConstraint(INamedTypeSymbol flow) => flow.EnclosingTypes().Prepend(flow)
        .SelectMany(static type => type.TypeParameters)
        .Any(static parameter => parameter.ConstraintTypes.Any(StepDeclaration.IsUnavailable));

    /// <summary>Reads <c>[Flow]</c>, and reports invalid values.</summary>
    public static FlowSettings ReadSettings(FlowContext context)
    {
        int maxConcurrency = 0;
        int failureMode = 0;
        bool singleThreaded = false;
        int races = 0;
        AttributeData? attribute = context.Flow.FindAttribute("FlowAttribute");
        foreach (KeyValuePair<string, TypedConstant> argument in attribute?.NamedArguments ?? ImmutableArray<KeyValuePair<string, TypedConstant>>.Empty)
        {
            switch (argument.Key, argument.Value.Value)
            {
                case ("MaxConcurrency", int value):
                    maxConcurrency = value;
                    break;
                case ("FailureMode", int value):
                    failureMode = value;
                    break;
                case ("SingleThreaded", bool value):
                    singleThreaded = value;
                    break;
                case ("Races", int value):
                    races = value;
                    break;
            }
        }

        if (maxConcurrency < 0)
        {
            Report("MaxConcurrency", maxConcurrency, "use 0 for no limit");
        }

        if (failureMode is not (0 or 1))
        {
            Report("FailureMode", failureMode, "use FailureMode.Cancel or FailureMode.Continue");
        }

        if (races is not (0 or 1))
        {
            Report("Races", races, "use Races.Certain or Races.Proven");
        }

        return new(maxConcurrency, failureMode, singleThreaded, races == 1);

        void Report(string property, int value, string hint) => context.Report(
            FlowDiagnostics.InvalidArgument,
            (attribute!.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
                .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property)?.Expression.GetLocation(),
            property,
            context.Flow.Name,
            value,
            hint);
    }

    // The name of the type in a declaration without 'partial'; null if all declarations are partial.
    private static SyntaxToken? Identifier(INamedTypeSymbol type)
    {
        foreach (SyntaxReference reference in type.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is TypeDeclarationSyntax declaration && !declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                return declaration.Identifier;
            }
        }

        return null;
    }

    // An enclosing type of several flows is one error, which the first flow reports.
    private static bool IsReportedHere(INamedTypeSymbol type, INamedTypeSymbol flow) =>
        type.SameAs(flow) || FirstFlowIn(type).SameAs(flow);

    private static INamedTypeSymbol? FirstFlowIn(INamedTypeSymbol type) => type.GetTypeMembers()
        .Select(static nested => nested.IsFlow() ? nested : FirstFlowIn(nested))
        .FirstOrDefault(static found => found is not null);

    private static (string Reason, Location? Location)? FindProblem(INamedTypeSymbol flow)
    {
        if (flow.EnclosingTypes().Prepend(flow).FirstOrDefault(static type => type.IsFileLocal) is { } local)
        {
            return (local.SameAs(flow) ? "it is a file-local class" : $"'{local.Name}' is a file-local type", local.LocationOr(flow));
        }

        foreach (string name in s_generated)
        {
            if (flow.Name == name || flow.TypeParameters.Any(parameter => parameter.Name == name))
            {
                return ($"'{name}' is the name of a generated member", flow.LocationOr(flow));
            }

            if (flow.GetMembers(name).FirstOrDefault(static member => !IsGenerated(member)) is { } taken)
            {
                return ($"its member '{name}' has the name of a generated member", taken.LocationOr(flow));
            }
        }

        return flow.GetMembers().FirstOrDefault(static member => IsOfInterface(member) && !IsGenerated(member)) is { } implemented
            ? ("it implements IFlow, which is generated", implemented.LocationOr(flow))
            : null;
    }

    // An explicitly implemented member of IFlow or IFlow<T>.
    private static bool IsOfInterface(ISymbol member) =>
        member.Name.StartsWith("AsyncFlow.IFlow.", StringComparison.Ordinal) || member.Name.StartsWith("AsyncFlow.IFlow<", StringComparison.Ordinal);

    // Unlike the generator, an analyzer sees generated members.
    public static bool IsGenerated(ISymbol member) => member.GetAttributes().Any(static attribute =>
        attribute.AttributeClass.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute") && attribute.ConstructorArguments is [{ Value: GeneratedBy.Name }, ..]);
}
