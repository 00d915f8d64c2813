using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Expressions that call a step and wait for it, from inside the class that runs the flow.</summary>
internal sealed class StepText(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps)
{
    private const string CompilerServices = "global::System.Runtime.CompilerServices";

    /// <summary>The step's member, on what it is called or read.</summary>
    /// <param name="step">The step.</param>
    /// <param name="receiver">The expression of its receiver, if it has one.</param>
    public static string Member(StepDeclaration step, string? receiver)
    {
        if (step.Method?.ExplicitInterfaceImplementations is [var implemented, ..])
        {
            return $"(({TypeText.Full(implemented.ContainingType)}){receiver ?? "_flow"}).{TypeText.Identifier(implemented.Name)}";
        }

        string types = step.Method is { IsGenericMethod: true } method ? $"<{string.Join(", ", method.TypeArguments.Select(TypeText.Full))}>" : "";
        return $"{receiver ?? Owner(step.Member)}.{TypeText.Identifier(step.Member.Name)}{types}";
    }

    /// <summary>On what a member of the flow, or a static one, is called or read.</summary>
    public static string Owner(ISymbol member) => member.IsStatic ? TypeText.Full(member.ContainingType) : "_flow";

    public ImmutableArray<ArgumentModel> Arguments(ParsedStep step)
    {
        var arguments = ImmutableArray.CreateBuilder<ArgumentModel>();
        bool leftOut = false;
        bool isOverloaded = IsOverloaded(step.Declaration.Member);
        foreach (ParsedParameter parameter in step.Parameters)
        {
            if (parameter.Source == ParameterSource.Default)
            {
                leftOut = true;
                continue;
            }

            arguments.Add(new(Value(step, parameter, isOverloaded), leftOut ? TypeText.Identifier(parameter.Symbol.Name) : null));
        }

        return arguments.ToImmutable();
    }

    public static AwaitModel Await(ParsedStep step)
    {
        StepReturn returned = step.Declaration.Return;
        if (returned.Awaiter is { } awaiter)
        {
            return new(TypeText.Full(awaiter), IsTask: false, returned.CanBeNull, returned.IsCritical);
        }

        string argument = returned.Result is { } result ? $"<{TypeText.Full(result)}>" : "";
        string name = returned.CanBeNull ? "Task" : "ValueTask";
        return new($"{CompilerServices}.Configured{name}Awaitable{argument}.Configured{name}Awaiter", IsTask: true, returned.CanBeNull, IsCritical: true);
    }

    private bool IsOverloaded(ISymbol member) =>
        (member.ContainingType.SameAs(flow) ? flow : member.ContainingType) is var owner
        && owner.BaseClasses().Prepend(owner).Sum(type => type.GetMembers(member.Name).Length) > 1;

    private string Value(ParsedStep step, ParsedParameter parameter, bool isOverloaded) => parameter.Source switch
    {
        ParameterSource.Token => "Token",
        ParameterSource.Context => $"Context({step.Index})",
        _ => Result(parameter, isOverloaded),
    };

    // The flow's own declarations may disagree about null, which is their author's to decide and not the generated code's.
    // A result that converts to what is wanted could make the compiler choose another method of the step's name.
    private string Result(ParsedParameter parameter, bool isOverloaded)
    {
        ITypeSymbol wanted = parameter.Symbol.Type;
        if (steps[parameter.Producer].Result is not { } given)
        {
            return "default!";
        }

        bool isSame = given.SameAs(wanted) || wanted.TypeKind == TypeKind.Dynamic;
        bool agree = isSame
            ? SymbolEqualityComparer.IncludeNullability.Equals(given, wanted)
            : given.IsValueType || ((given.NullableAnnotation != NullableAnnotation.Annotated || wanted.NullableAnnotation == NullableAnnotation.Annotated) && wanted is not (INamedTypeSymbol { IsGenericType: true } or IArrayTypeSymbol));
        string value = $"_result{parameter.Producer}{(agree ? "" : "!")}";
        return isSame || !isOverloaded ? value : $"({TypeText.Full(wanted)}){value}";
    }
}
