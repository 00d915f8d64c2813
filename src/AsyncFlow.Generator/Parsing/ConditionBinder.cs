using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Finds the condition that <c>[When]</c> names: a step or a member of the class (FLOW018).</summary>
internal sealed class ConditionBinder(FlowContext context, ImmutableArray<StepDeclaration> steps, StepNames names)
{
    private readonly MemberLookup _members = new(context);

    public ParsedCondition? Bind(StepDeclaration step)
    {
        if (step.Member.FindAttribute("WhenAttribute") is not { } attribute || NameArgument.Read(attribute) is not [var argument])
        {
            return null;
        }

        bool holds = attribute.NamedArguments.FirstOrDefault(static named => named.Key == "Is").Value.Value is not false;
        if (names.Find(argument.Value) is int index)
        {
            StepDeclaration decisive = steps[index];
            if (decisive.HasUnknownResult || IsBool(decisive.Result))
            {
                return new(decisive.Name, holds, null, index, argument);
            }

            _members.Report(FlowDiagnostics.InvalidCondition, argument, step, decisive.Result is { } result ? $"it is a step whose result is '{result.Display()}', not bool" : "it is a step without a result", null);
            return null;
        }

        if (Find(argument, step) is not { } member)
        {
            return null;
        }

        // The compiler reports a type that does not exist.
        if ((member is IMethodSymbol { ReturnType: var returned } ? returned : MemberLookup.TypeOf(member)) is { TypeKind: TypeKind.Error })
        {
            context.ReportedElsewhere.Add("CS0246");
        }

        return new(member.Name, holds, member, -1, argument);
    }

    private ISymbol? Find(NameArgument argument, StepDeclaration step)
    {
        INamedTypeSymbol owner = step.Member.ContainingType;
        ISymbol[] named = argument.Value is { } name ? [.. MemberLookup.Named(owner, name)] : [];
        ISymbol? member = named.FirstOrDefault(IsCondition);
        string? problem = member switch
        {
            null when named is [var other, ..] => WhyNot(other),
            null => $"'{owner.Name}' has no such field, property, method, primary-constructor parameter or step",
            _ when !_members.IsReadable(member) => $"'{context.Flow.Name}' cannot read it",
            _ => _members.FindHiding(member),
        };

        if (problem is null)
        {
            return member;
        }

        _members.Report(FlowDiagnostics.InvalidCondition, argument, step, problem, named.Length > 0 ? null : Conditions(owner));
        return null;
    }

    private IEnumerable<string> Conditions(INamedTypeSymbol owner) => steps
        .Where(static step => IsBool(step.Result))
        .Select(static step => step.Name)
        .Concat(MemberLookup.All(owner).Where(symbol => IsCondition(symbol) && _members.IsReadable(symbol)).Select(static symbol => symbol.Name));

    private static bool IsCondition(ISymbol member) => member is IMethodSymbol method
        ? method is { MethodKind: MethodKind.Ordinary, Parameters.IsEmpty: true, Arity: 0, RefKind: RefKind.None } && IsBool(method.ReturnType)
        : IsBool(MemberLookup.TypeOf(member));

    private static string WhyNot(ISymbol member) => member switch
    {
        IMethodSymbol { Parameters.IsEmpty: false } => "it takes parameters; name a method without parameters",
        IMethodSymbol { Arity: > 0 } => "it is generic, and its type arguments are unknown",
        IMethodSymbol { ReturnsVoid: true } => "it returns void, not bool",
        IMethodSymbol method => $"it returns '{method.ReturnType.Display()}', not bool{(StepReturn.IsTask(method.ReturnType) ? "; make it a step" : "")}",
        _ when MemberLookup.TypeOf(member) is { } type => $"its type is '{type.Display()}', not bool",
        _ => "it is neither a field, a property nor a method",
    };

    private static bool IsBool(ITypeSymbol? type) => type is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Error };
}
