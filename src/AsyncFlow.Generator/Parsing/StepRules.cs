using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks each step: it can be called (FLOW006), and its name is unique (FLOW008).</summary>
internal static class StepRules
{
    public static void Check(FlowContext context, ImmutableArray<StepDeclaration> steps)
    {
        foreach (StepDeclaration step in steps)
        {
            CheckSignature(context, step);
            NameRule.Check(context, step);
        }

        CheckInherited(context, steps);
        foreach (IGrouping<string, StepDeclaration> sharing in steps.GroupBy(static step => step.Name))
        {
            StepDeclaration first = sharing.First();
            foreach (StepDeclaration step in sharing.Skip(1))
            {
                // The compiler reports members that are declared twice, for example in two copies of a class.
                if (sharing.TakeWhile(earlier => earlier != step).Any(earlier => earlier.Member.ContainingType.SameAs(step.Member.ContainingType) && StepCollector.Hides(step.Member, earlier.Member)))
                {
                    context.ReportedElsewhere.Add("CS0111");
                    context.Copies.Add(step);
                    continue;
                }

                context.Report(new FlowFinding(FlowDiagnostics.DuplicateStep, step.Location, step.Name, context.Flow.Name)
                {
                    AdditionalLocations = ImmutableArray.Create(first.Location),
                });
            }
        }
    }

    // An error of an inherited step in source is reported once, at the declaration, and not for each flow.
    private static void CheckSignature(FlowContext context, StepDeclaration step)
    {
        if (IsInvalidTask(step.Type))
        {
            context.ReportedElsewhere.Add("CS9244");
            context.Unsupported.Add(step);
        }
        else if (FindError(step, context.Flow) is { } finding)
        {
            context.Unsupported.Add(step);
            if (step.IsInherited && !step.Member.DeclaringSyntaxReferences.IsEmpty)
            {
                context.ReportedElsewhere.Add(finding.Descriptor.Id);
            }
            else
            {
                context.Report(finding);
            }
        }

        // The compiler reports an instance member of a static class.
        if (context.Flow.IsStatic && !step.Member.IsStatic && step.Receiver is null && step.Member is not IParameterSymbol)
        {
            context.ReportedElsewhere.Add("CS0708");
        }

        // The generator cannot distinguish a type of another generator from a type that does not exist. The compiler
        // reports the latter. For the former, the analyzer, which sees the type, reports FLOW013.
        if (step.HasUnavailableType)
        {
            context.ReportedElsewhere.Add(FlowDiagnostics.OtherGenerator.Id);
        }

        if (!step.IsInherited && FindRival(step.Member, context.Flow, context) is { } problem)
        {
            context.Report(FlowDiagnostics.UnsupportedStep, step.Location, step.Name, context.Flow.Name, problem);
        }

        // A flow without generated members cannot be run.
        if (step.SubFlow?.Class is { } flow && SubFlow.IsInCompilation(flow, context.Compilation) && !ClassRules.GetsMembers(flow))
        {
            context.ReportedElsewhere.Add(FlowDiagnostics.NotPartial.Id);
        }
    }

    // A type argument that the compiler rejects.
    private static bool IsInvalidTask(ITypeSymbol type) =>
        StepReturn.IsTask(type) && type is INamedTypeSymbol { TypeArguments: [{ IsRefLikeType: true } or { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer }] };

    /// <summary>The error that makes the step invalid in every flow. At most one is reported for a step.</summary>
    public static FlowFinding? FindError(StepDeclaration step, INamedTypeSymbol owner) => step.Method is { } method
        ? SignatureRules.Check(step, method, owner) ?? EachRules.Check(step, owner)
        : FlowMemberRules.Check(step, owner);

    // One finding for each base class, since the cause is the same: the flow derives from the class, or its steps are
    // private.
    private static void CheckInherited(FlowContext context, ImmutableArray<StepDeclaration> steps)
    {
        foreach (IGrouping<INamedTypeSymbol, (ISymbol Member, string Reason)> owner in steps
            .Where(static step => step.IsInherited)
            .Select(step => (step.Member, Reason: FindProblem(context, step.Member)))
            .Where(static step => step.Reason is not null)
            .GroupBy(static step => step.Member.ContainingType, static step => (step.Member, step.Reason!), SymbolEqualityComparer.Default as IEqualityComparer<INamedTypeSymbol>))
        {
            context.Report(new FlowFinding(
                FlowDiagnostics.UnsupportedStep,
                context.Flow.LocationOr(context.Flow),
                string.Join("', '", owner.Select(step => $"{owner.Key.Name}.{step.Member.Name}")),
                context.Flow.Name,
                owner.First().Reason)
            {
                AdditionalLocations = owner.SelectMany(static step => step.Member.Locations).Where(static location => location.IsInSource).ToImmutableArray(),
            });
        }
    }

    /// <summary>The reason why generated code cannot call a method, because C# would choose another one; null if it can.</summary>
    public static string? FindRival(ISymbol step, ITypeSymbol receiver, FlowContext context) =>
        CallBinding.Of(step, receiver, context.Flow, context.Compilation) is { Form: CallForm.Impossible, Rival: { } rival }
            ? $"in a call, C# prefers '{rival.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}'; rename one of them"
            : null;

    private static string? FindProblem(FlowContext context, ISymbol step)
    {
        if (!context.Compilation.IsSymbolAccessibleWithin(step, context.Flow))
        {
            return $"'{context.Flow.Name}' cannot access it; make it protected";
        }

        for (INamedTypeSymbol? type = context.Flow; type is not null && !type.SameAs(step.ContainingType); type = type.BaseType)
        {
            if (type.GetMembers(step.Name).Any(member => StepCollector.Hides(member, step)))
            {
                return $"'{type.Name}' hides it; add [Step] to the hiding member";
            }
        }

        return FindRival(step, context.Flow, context);
    }
}
