using System.Collections.Immutable;
using System.Globalization;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Creates the expressions that call and await a step in the class that runs the flow.</summary>
internal sealed class StepText(INamedTypeSymbol flow, Compilation compilation, ImmutableArray<ParsedStep> steps, ImmutableArray<ParsedInput> inputs)
{
    // The run, in the class that processes the elements of a step.
    private const string Outer = "_run.";

    private const string CompilerServices = "global::System.Runtime.CompilerServices";

    /// <summary>How generated code calls the method of a step.</summary>
    public CallBinding Bind(StepDeclaration step) => CallBinding.Of(step.Member, ReceiverOf(step), flow, compilation);

    /// <summary>The member of the step with its receiver.</summary>
    /// <param name="step">The step.</param>
    /// <param name="index">The index of the step.</param>
    /// <param name="receiver">The expression of the receiver, if there is one.</param>
    public string Member(StepDeclaration step, int index, string? receiver)
    {
        // The parameter is not accessible. The receiver is the member that reads it.
        if (step.Member is IParameterSymbol)
        {
            return receiver!;
        }

        CallBinding binding = Bind(step);
        switch (binding.Form)
        {
            case CallForm.Accessor:
                return StepHelper.NameOf(index);
            case CallForm.StaticInterface:
                return $"{StepHelper.NameOf(index)}<{TypeText.Full(flow)}>";
        }

        ISymbol? implemented = (ISymbol?)step.Method?.ExplicitInterfaceImplementations.FirstOrDefault()
            ?? (step.Member as IPropertySymbol)?.ExplicitInterfaceImplementations.FirstOrDefault();
        ISymbol named = implemented ?? (binding.Form == CallForm.Converted ? binding.Declared : null) ?? step.Member;
        string owner = OwnerOf(step, receiver);
        string types = step.Method is { IsGenericMethod: true } method ? $"<{string.Join(", ", method.TypeArguments.Select(TypeText.Full))}>" : "";
        return implemented is null && binding.Form != CallForm.Converted
            ? $"{owner}.{TypeText.Identifier(named.Name)}{types}"
            : $"(({TypeText.Full(named.ContainingType)}){owner}).{TypeText.Identifier(named.Name)}{types}";
    }

    private static string OwnerOf(StepDeclaration step, string? receiver) => InElements(step, receiver ?? Owner(step.Member));

    private ITypeSymbol ReceiverOf(StepDeclaration step) => step.Receiver is { IsFlow: false, Members: [.., var last] } && MemberLookup.TypeOf(last) is { } type ? type : flow;

    /// <summary>The receiver of a static member or a member of the flow.</summary>
    public static string Owner(ISymbol member) => member.IsStatic ? TypeText.Full(member.ContainingType) : "_flow";

    /// <summary>The arguments of the call. Default values that no later argument follows are omitted, unless another overload could fit then.</summary>
    /// <param name="step">The step.</param>
    /// <param name="receiver">The expression of the receiver, if there is one.</param>
    public ImmutableArray<ArgumentModel> Arguments(ParsedStep step, string? receiver)
    {
        // The generated members of a flow take every input and the options.
        if (step.Declaration.Method is null)
        {
            return step.Parameters
                .Select(parameter => new ArgumentModel(parameter.Source == ParameterSource.Default ? DefaultValue.Of(parameter.Symbol) : Value(step, parameter, isOverloaded: false)))
                .ToImmutableArray();
        }

        CallBinding binding = Bind(step.Declaration);
        ImmutableArray<IParameterSymbol> declared = binding.Declared?.Parameters ?? step.Declaration.Parameters;
        int count = step.Parameters.Length;
        while (!binding.IsOverloaded && count > 0 && step.Parameters[count - 1].Source == ParameterSource.Default && (declared[count - 1].IsOptional || declared[count - 1].IsParams))
        {
            count--;
        }

        ImmutableArray<ArgumentModel>.Builder arguments = ImmutableArray.CreateBuilder<ArgumentModel>();
        if (binding.Form == CallForm.Accessor)
        {
            arguments.Add(new(step.Declaration.Member.IsStatic ? "null" : OwnerOf(step.Declaration, receiver)));
        }

        for (int i = 0; i < count; i++)
        {
            arguments.Add(new(step.Parameters[i].Source == ParameterSource.Default
                ? DefaultValue.Of(declared[i].IsOptional ? declared[i] : step.Parameters[i].Symbol)
                : Value(step, step.Parameters[i], binding.IsOverloaded)));
        }

        return arguments.ToImmutable();
    }

    /// <summary>How the call of the step is awaited; null for a synchronous step.</summary>
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

    /// <summary>How a <c>ValueTask</c> with a result is awaited.</summary>
    /// <param name="result">The type of the result.</param>
    public static AwaitModel AwaitValueTask(string result) =>
        new($"{CompilerServices}.ConfiguredValueTaskAwaitable<{result}>.ConfiguredValueTaskAwaiter", IsTask: true, CanBeNull: false, IsCritical: true);

    /// <summary>How the elements of a list are awaited.</summary>
    public static AwaitModel AwaitElements { get; } =
        new($"{CompilerServices}.ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter", IsTask: true, CanBeNull: false, IsCritical: true);

    /// <summary>The condition. <paramref name="member"/> is the expression of the member, if a member is the condition.</summary>
    public static ConditionModel Condition(ParsedCondition condition, string? member)
    {
        string not = condition.Is ? "" : "!";
        return new(not + condition.Name, $"{not}{member ?? $"_result{condition.Step}"}");
    }

    /// <summary>The expression of the lock of a key.</summary>
    /// <param name="step">The step.</param>
    /// <param name="index">The lock's place among those of the step.</param>
    /// <param name="key">The key.</param>
    /// <param name="locks">The expression of the locks of all keys.</param>
    /// <param name="receiver">The expression of the object that the key's method is called on, if there is one.</param>
    public string Key(ParsedStep step, int index, ParsedKey key, string locks, string? receiver)
    {
        string place = step.Declaration.Each is null ? step.Index.ToString(CultureInfo.InvariantCulture) : "element";
        List<string> arguments = [];
        bool leftOut = false;
        for (int i = 0; i < key.Arguments.Length; i++)
        {
            IParameterSymbol parameter = key.Method.Parameters[i];
            if (key.Arguments[i] is not { } source)
            {
                leftOut = true;
                continue;
            }

            string value = source.Source == ParameterSource.Token ? $"TokenOf({place})" : Value(step, source, isOverloaded: true);
            value = Converted(value.Contains(" ? ") ? $"({value})" : value, source.Symbol.Type, parameter.Type, needsCast: true);
            arguments.Add(leftOut ? $"{TypeText.Identifier(parameter.Name)}: {value}" : value);
        }

        string method = $"{InElements(step.Declaration, receiver ?? Owner(key.Method))}.{TypeText.Identifier(key.Method.Name)}";
        return $"UseKey<{TypeText.Full(key.Type)}>({place}, {index}, {InElements(step.Declaration, locks)}, {method}({string.Join(", ", arguments)}))";
    }

    /// <summary>The expression in the class that processes the elements of the step, if there is one.</summary>
    public static string InElements(StepDeclaration step, string text) =>
        step.Each is not null && (text == "_flow" || text.StartsWith("_flow.", StringComparison.Ordinal)) ? Outer + text : text;

    private string Value(ParsedStep step, ParsedParameter parameter, bool isOverloaded) => (parameter.Source, step.Declaration.Each) switch
    {
        (ParameterSource.Token, _) => "Token",
        (ParameterSource.Context, null) => $"Context({step.Index})",
        (ParameterSource.Context, _) => "Context(element)",
        (ParameterSource.Input, var each) => Input(parameter, each is null ? "" : Outer, isOverloaded),
        (ParameterSource.Outcome, var each) => Outcome(parameter, each is null ? "" : Outer),
        (ParameterSource.ElementOutcomes, var each) => ElementOutcomes(parameter, each is null ? "" : Outer),
        (ParameterSource.Element, _) => Converted("Item(element)", parameter.Element!, parameter.Symbol.Type, isOverloaded),
        (_, null) => Result(parameter, "", isOverloaded),
        _ => Result(parameter, Outer, isOverloaded),
    };

    private static string Outcome(ParsedParameter parameter, string run) =>
        $"{run}OutcomeOf<{TypeText.Full(parameter.Element!)}>({parameter.Producer}, {run}_result{parameter.Producer})";

    // A step that was skipped has no elements.
    private static string ElementOutcomes(ParsedParameter parameter, string run) =>
        $"{run}_elements{parameter.Producer}?.Outcomes ?? global::System.Array.Empty<global::AsyncFlow.StepOutcome<{TypeText.Full(parameter.Element!)}>>()";

    private string Input(ParsedParameter parameter, string run, bool isOverloaded) =>
        Converted($"{run}_input{inputs.IndexOf(parameter.Input!)}", parameter.Input!.Type, parameter.Symbol.Type, isOverloaded);

    private string Result(ParsedParameter parameter, string run, bool isOverloaded)
    {
        ParsedStep producer = steps[parameter.Producer];
        if (producer.Result is not { } given)
        {
            return "default!";
        }

        // The field of a skipped step is null, which is the value for parameters that accept null.
        string value = $"{run}_result{producer.Index}";
        bool needsChoice = producer.Condition is not null && (parameter.Symbol.IsOptional || CannotBeNull(given));
        return needsChoice
            ? $"{run}IsSkipped({producer.Index}) ? {DefaultValue.Of(parameter.Symbol)} : {Converted(value, given, parameter.Symbol.Type, needsCast: true)}"
            : Converted(value, given, parameter.Symbol.Type, isOverloaded);
    }

    private static bool CannotBeNull(ITypeSymbol type) => !type.IsReferenceType && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;

    // Nullability mismatches between declarations of the flow are not errors of the generated code. The cast ensures that a
    // converted result does not select a different overload.
    private static string Converted(string value, ITypeSymbol given, ITypeSymbol wanted, bool needsCast)
    {
        bool isSame = given.SameAs(wanted) || wanted.TypeKind == TypeKind.Dynamic;
        bool agree = isSame
            ? SymbolEqualityComparer.IncludeNullability.Equals(given, wanted) || SymbolEqualityComparer.IncludeNullability.Equals(OrNull(given), wanted)
            : (given.IsValueType && !Nullability.Differs(given, wanted)) || (!given.IsValueType && (given.NullableAnnotation != NullableAnnotation.Annotated || wanted.NullableAnnotation == NullableAnnotation.Annotated) && wanted is not (INamedTypeSymbol { IsGenericType: true } or IArrayTypeSymbol));
        value = $"{value}{(agree ? "" : "!")}";
        return isSame || !needsCast ? value : $"({TypeText.Full(wanted)}){value}";
    }

    private static ITypeSymbol OrNull(ITypeSymbol type) => type.IsReferenceType ? type.WithNullableAnnotation(NullableAnnotation.Annotated) : type;
}
