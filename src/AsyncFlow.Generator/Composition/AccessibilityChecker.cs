using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Composition;

/// <summary>
/// Checks that the flow can access the members that its composition uses. A composition of another class may use members
/// that only that class can access.
/// </summary>
internal sealed class AccessibilityChecker(FlowContext context)
{
    /// <summary>Reports members that the flow cannot access (FLOW006, FLOW007, FLOW021), and returns the step without them.</summary>
    public StepNode Check(StepNode step)
    {
        string name = step.Name?.Text ?? step.Member.Name;
        if (FindProblem(step.Member, step.Receiver) is { } problem)
        {
            context.Report(FlowDiagnostics.UnsupportedStep, step.Location, name, context.Flow.Name, problem);
            step = step with { Receiver = null };
        }

        return step with
        {
            Locks = step.Locks.Where(held => CanRead(held, name)).ToImmutableArray(),
            Policies = step.Policies.Where(policy => CanRead(policy, name)).ToImmutableArray(),
        };
    }

    private bool CanRead(PolicyNode policy, string step)
    {
        string? problem = FindProblem(policy.Member, policy.Receiver);
        if (problem is not null)
        {
            context.Report(FlowDiagnostics.InvalidPolicy, policy.Location, PolicyBinder.Subject(step), policy.Member.Name, problem);
        }

        return problem is null;
    }

    private bool CanRead(LockNode held, string step)
    {
        string? problem = FindProblem(held.Member, held.Receiver);
        if (problem is not null)
        {
            context.Report(FlowDiagnostics.InvalidLock, held.Location, step, held.Member.Name, problem);
        }
        else if (held.Key is { } key && FindProblem(key.Member, key.Receiver) is { } keyProblem)
        {
            context.Report(FlowDiagnostics.InvalidLock, key.Location, step, key.Member.Name, problem = keyProblem);
        }

        return problem is null;
    }

    private string? FindProblem(ISymbol member, MemberPath? receiver)
    {
        bool isFirst = true;
        foreach (ISymbol part in receiver is null ? [member] : receiver.Members.Append(member))
        {
            if (part is IParameterSymbol && (!isFirst || !part.ContainingType.SameAs(context.Flow)))
            {
                return $"'{context.Flow.Name}' cannot access '{part.Name}', a constructor parameter of '{part.ContainingType.Name}'; store it in a field";
            }

            if (!CanAccess(part))
            {
                return $"'{context.Flow.Name}' cannot access '{part.ContainingType.Name}.{part.Name}'; make it {(part.ContainingAssembly.SameAs(context.Flow.ContainingAssembly) ? "internal" : "public")}";
            }

            if (isFirst && !part.IsStatic && FindHidingType(part) is { } hiding && CallBinding.Of(part, context.Flow, context.Flow, context.Compilation).Form != CallForm.Converted)
            {
                return $"'{hiding.Name}' hides it from generated code; write a method that calls it";
            }

            isFirst = false;
        }

        return StepRules.FindRival(member, receiver is { Members: [.., var last] } && MemberLookup.TypeOf(last) is { } type ? type : context.Flow, context);
    }

    private bool CanAccess(ISymbol member) => member switch
    {
        IParameterSymbol => true,
        IPropertySymbol property => property.GetMethod is { } getter && context.Compilation.IsSymbolAccessibleWithin(getter, context.Flow),
        _ => context.Compilation.IsSymbolAccessibleWithin(member, context.Flow),
    };

    private INamedTypeSymbol? FindHidingType(ISymbol member)
    {
        for (INamedTypeSymbol? type = context.Flow; type is not null && !type.SameAs(member.ContainingType); type = type.BaseType)
        {
            if (type.GetMembers(member.Name).Any(other => !other.IsOverride && (member is not IMethodSymbol inherited || other is not IMethodSymbol method || StepCollector.Hides(method, inherited))))
            {
                return type;
            }
        }

        return null;
    }
}
