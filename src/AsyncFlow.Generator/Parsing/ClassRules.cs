using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.Generator.Parsing;

/// <summary>What a class must be like to be a flow: FLOW001, FLOW014 and what <c>[Flow]</c> itself takes.</summary>
internal static class ClassRules
{
    // The members that a flow gets. A class or type parameter of such a name is in their way too.
    private static readonly string[] s_generated = ["Plan", "ExecuteAsync", "RunAsync"];

    /// <summary>Reports why no part can be added to the class; false if none can.</summary>
    public static bool CheckPartPossible(FlowContext context)
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

        if (Obstacle(flow) is var (reason, place))
        {
            possible = false;
            context.Report(FlowDiagnostics.NoPartPossible, place, flow.Name, reason);
        }

        return possible;
    }

    /// <summary>Whether the generator adds members to a class of this compilation.</summary>
    public static bool GetsMembers(INamedTypeSymbol type) =>
        type.IsFlow() && type.EnclosingTypes().Prepend(type).All(static type => Identifier(type) is null) && Obstacle(type) is null;

    /// <summary>Reads <c>[Flow]</c>, and reports what it does not take.</summary>
    public static FlowSettings ReadSettings(FlowContext context)
    {
        int maxConcurrency = 0;
        int failureMode = 0;
        bool singleThreaded = false;
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
            }
        }

        if (maxConcurrency < 0)
        {
            Report("MaxConcurrency", maxConcurrency, "0 is no limit");
        }

        if (failureMode is not (0 or 1))
        {
            Report("FailureMode", failureMode, "choose FailureMode.Cancel or FailureMode.Continue");
        }

        return new(maxConcurrency, failureMode, singleThreaded);

        void Report(string property, int value, string hint) => context.Report(
            FlowDiagnostics.BadArgument,
            (attribute!.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
                .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == property)?.Expression.GetLocation(),
            property,
            context.Flow.Name,
            value,
            hint);
    }

    // The type's name where it is declared without 'partial'; null when it is partial.
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

    // A type around several flows is one mistake: the first of them reports it.
    private static bool IsReportedHere(INamedTypeSymbol type, INamedTypeSymbol flow) =>
        type.SameAs(flow) || FirstFlowIn(type).SameAs(flow);

    private static INamedTypeSymbol? FirstFlowIn(INamedTypeSymbol type) => type.GetTypeMembers()
        .Select(static nested => nested.IsFlow() ? nested : FirstFlowIn(nested))
        .FirstOrDefault(static found => found is not null);

    private static (string Reason, Location? Place)? Obstacle(INamedTypeSymbol flow)
    {
        if (flow.EnclosingTypes().Prepend(flow).FirstOrDefault(static type => type.IsFileLocal) is { } local)
        {
            return (local.SameAs(flow) ? "it is local to its file" : $"'{local.Name}' is local to its file", local.LocationOr(flow));
        }

        foreach (string name in s_generated)
        {
            if (flow.Name == name || flow.TypeParameters.Any(parameter => parameter.Name == name))
            {
                return ($"'{name}' is the name of a member that every flow gets", flow.LocationOr(flow));
            }

            if (flow.GetMembers(name).FirstOrDefault(static member => !IsGenerated(member)) is { } taken)
            {
                return ($"it has a member named '{name}', as every flow gets one", taken.LocationOr(flow));
            }
        }

        return flow.GetMembers().FirstOrDefault(static member => IsOfInterface(member) && !IsGenerated(member)) is { } implemented
            ? ("it implements IFlow itself, as every flow does", implemented.LocationOr(flow))
            : null;
    }

    // IFlow's or IFlow<T>'s, implemented explicitly.
    private static bool IsOfInterface(ISymbol member) =>
        member.Name.StartsWith("AsyncFlow.IFlow.", StringComparison.Ordinal) || member.Name.StartsWith("AsyncFlow.IFlow<", StringComparison.Ordinal);

    // An analyzer, unlike the generator, sees what the generator added.
    public static bool IsGenerated(ISymbol member) => member.GetAttributes().Any(static attribute =>
        attribute.AttributeClass.Is("System.CodeDom.Compiler", "GeneratedCodeAttribute") && attribute.ConstructorArguments is [{ Value: GeneratedBy.Name }, ..]);
}
