using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Expressions that call a step and wait for it, from inside the class that runs the flow.</summary>
internal sealed class StepText(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps)
{
    // The run, seen from the elements of one of its steps.
    private const string Outer = "_run.";

    private const string CompilerServices = "global::System.Runtime.CompilerServices";

    /// <summary>The step's member, on what it is called or read.</summary>
    /// <param name="step">The step.</param>
    /// <param name="receiver">The expression of its receiver, if it has one.</param>
    public static string Member(StepDeclaration step, string? receiver)
    {
        // The parameter itself is out of reach; what reads it is the receiver.
        if (step.Member is IParameterSymbol)
        {
            return receiver!;
        }

        ISymbol? implemented = (ISymbol?)step.Method?.ExplicitInterfaceImplementations.FirstOrDefault()
            ?? (step.Member as IPropertySymbol)?.ExplicitInterfaceImplementations.FirstOrDefault();
        string owner = receiver ?? Owner(step.Member);
        owner = step.Each is not null && (owner == "_flow" || owner.StartsWith("_flow.", StringComparison.Ordinal)) ? Outer + owner : owner;
        string types = step.Method is { IsGenericMethod: true } method ? $"<{string.Join(", ", method.TypeArguments.Select(TypeText.Full))}>" : "";
        return implemented is null
            ? $"{owner}.{TypeText.Identifier(step.Member.Name)}{types}"
            : $"(({TypeText.Full(implemented.ContainingType)}){owner}).{TypeText.Identifier(implemented.Name)}";
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

    /// <summary>How the result of the step's call is waited for; null for one that is there at once.</summary>
    public static AwaitModel? Await(ParsedStep step)
    {
        StepReturn returned = step.Declaration.Return;
        if (!returned.IsAsync)
        {
            return null;
        }

        if (returned.Awaiter is { } awaiter)
        {
            return new(TypeText.Full(awaiter), IsTask: false, returned.CanBeNull, returned.IsCritical);
        }

        string argument = returned.Result is { } result ? $"<{TypeText.Full(result)}>" : "";
        string name = returned.CanBeNull ? "Task" : "ValueTask";
        return new($"{CompilerServices}.Configured{name}Awaitable{argument}.Configured{name}Awaiter", IsTask: true, returned.CanBeNull, IsCritical: true);
    }

    /// <summary>How the elements of a list are waited for, all of them.</summary>
    public static AwaitModel AwaitElements { get; } =
        new($"{CompilerServices}.ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter", IsTask: true, CanBeNull: false, IsCritical: true);

    /// <summary>The condition; <paramref name="member"/> is the expression that asks the member, where there is one.</summary>
    public static ConditionModel Condition(ParsedCondition condition, string? member)
    {
        string not = condition.Is ? "" : "!";
        return new(not + condition.Name, $"{not}{member ?? $"_result{condition.Step}"}");
    }

    private bool IsOverloaded(ISymbol member) =>
        (member.ContainingType.SameAs(flow) ? flow : member.ContainingType) is var owner
        && owner.BaseClasses().Prepend(owner).Sum(type => type.GetMembers(member.Name).Length) > 1;

    private string Value(ParsedStep step, ParsedParameter parameter, bool isOverloaded) => (parameter.Source, step.Declaration.Each) switch
    {
        (ParameterSource.Token, _) => "Token",
        (ParameterSource.Context, null) => $"Context({step.Index})",
        (ParameterSource.Context, _) => "Context(element)",
        (ParameterSource.Element, _) => Converted("Item(element)", parameter.Element!, parameter.Symbol.Type, isOverloaded),
        (_, null) => Result(parameter, "", isOverloaded),
        _ => Result(parameter, Outer, isOverloaded),
    };

    private string Result(ParsedParameter parameter, string run, bool isOverloaded)
    {
        ParsedStep producer = steps[parameter.Producer];
        if (producer.Result is not { } given)
        {
            return "default!";
        }

        // A field that nothing was stored in is null, which is what those who take null want.
        string value = $"{run}_result{producer.Index}";
        bool needsChoice = producer.Condition is not null && (parameter.Symbol.IsOptional || CannotBeNull(given));
        return needsChoice
            ? $"{run}IsSkipped({producer.Index}) ? {DefaultValue.Of(parameter.Symbol)} : {Converted(value, given, parameter.Symbol.Type, needsCast: true)}"
            : Converted(value, given, parameter.Symbol.Type, isOverloaded);
    }

    private static bool CannotBeNull(ITypeSymbol type) => !type.IsReferenceType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;

    // The flow's own declarations may disagree about null, which is their author's to decide and not the generated code's.
    // A result that converts to what is wanted could make the compiler choose another method of the step's name.
    private static string Converted(string value, ITypeSymbol given, ITypeSymbol wanted, bool needsCast)
    {
        bool isSame = given.SameAs(wanted) || wanted.TypeKind == TypeKind.Dynamic;
        bool agree = isSame
            ? SymbolEqualityComparer.IncludeNullability.Equals(given, wanted) || SymbolEqualityComparer.IncludeNullability.Equals(OrNull(given), wanted)
            : given.IsValueType || ((given.NullableAnnotation != NullableAnnotation.Annotated || wanted.NullableAnnotation == NullableAnnotation.Annotated) && wanted is not (INamedTypeSymbol { IsGenericType: true } or IArrayTypeSymbol));
        value = $"{value}{(agree ? "" : "!")}";
        return isSame || !needsCast ? value : $"({TypeText.Full(wanted)}){value}";
    }

    private static ITypeSymbol OrNull(ITypeSymbol type) => type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.Annotated) : type;
}
