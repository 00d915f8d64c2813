using System.Collections.Immutable;
using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Expressions that call a step and wait for it, from inside the class that runs the flow.</summary>
internal sealed class StepText(INamedTypeSymbol flow, ImmutableArray<ParsedStep> steps)
{
    private const string CompilerServices = "global::System.Runtime.CompilerServices";

    public static string Call(IMethodSymbol method)
    {
        if (method.ExplicitInterfaceImplementations is [var implemented, ..])
        {
            return $"(({TypeText.Full(implemented.ContainingType)})_flow).{TypeText.Identifier(implemented.Name)}";
        }

        string target = method.IsStatic ? TypeText.Full(method.ContainingType) : "_flow";
        return $"{target}.{TypeText.Identifier(method.Name)}";
    }

    public ImmutableArray<ArgumentModel> Arguments(ParsedStep step)
    {
        var arguments = ImmutableArray.CreateBuilder<ArgumentModel>();
        bool leftOut = false;
        bool isOverloaded = flow.BaseClasses().Prepend(flow).Sum(type => type.GetMembers(step.Method.Name).Length) > 1;
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
        ITypeSymbol type = step.Method.ReturnType;
        StepReturn returned = step.Declaration.Return;
        if (returned.Awaiter is { } awaiter)
        {
            return new(TypeText.Full(awaiter), IsTask: false, CanBeNull: type.IsReferenceType, returned.IsCritical);
        }

        string argument = returned.Result is { } result ? $"<{TypeText.Full(result)}>" : "";
        string name = type.IsValueType ? "ValueTask" : "Task";
        return new($"{CompilerServices}.Configured{name}Awaitable{argument}.Configured{name}Awaiter", IsTask: true, CanBeNull: !type.IsValueType, IsCritical: true);
    }

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
