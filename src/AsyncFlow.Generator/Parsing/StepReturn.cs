using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>The result type of a step, and how it is awaited.</summary>
internal sealed class StepReturn
{
    private const string Tasks = "System.Threading.Tasks";
    private const string CompilerServices = "System.Runtime.CompilerServices";

    private StepReturn(ITypeSymbol? result) => Result = result;

    /// <summary>The result type; null if the step has no result.</summary>
    public ITypeSymbol? Result { get; }

    /// <summary>Whether the step returns an awaitable.</summary>
    public bool IsAsync { get; private init; }

    /// <summary>Whether the awaitable may be null, so that it must be checked.</summary>
    public bool CanBeNull { get; private init; }

    /// <summary>The type of the awaiter; null for the four task types, which are awaited without capturing the context.</summary>
    public ITypeSymbol? Awaiter { get; private init; }

    /// <summary>Whether the awaiter does not capture the execution context (<c>ICriticalNotifyCompletion</c>).</summary>
    public bool IsCritical { get; private init; } = true;

    public static StepReturn Of(IMethodSymbol method, INamedTypeSymbol flow, Compilation compilation)
    {
        ITypeSymbol type = method.ReturnType;
        if (method.ReturnsVoid)
        {
            return new(null);
        }

        if (type.Is(Tasks, "Task") || type.Is(Tasks, "ValueTask"))
        {
            return new(null) { IsAsync = true, CanBeNull = type.IsReferenceType };
        }

        if (type.Is(Tasks, "Task", 1) || type.Is(Tasks, "ValueTask", 1))
        {
            return new(((INamedTypeSymbol)type).TypeArguments[0]) { IsAsync = true, CanBeNull = type.IsReferenceType };
        }

        return FindAwaiter(type, flow, compilation) is var (awaiter, getResult)
            ? new(getResult.ReturnsVoid ? null : getResult.ReturnType)
            {
                IsAsync = true,
                CanBeNull = type.IsReferenceType,
                Awaiter = awaiter,
                IsCritical = Implements(awaiter, "ICriticalNotifyCompletion"),
            }
            : new(type);
    }

    /// <summary>The result of a flow: a <c>ValueTask</c> with or without a result.</summary>
    public static StepReturn OfFlow(ITypeSymbol? output) => new(output) { IsAsync = true };

    /// <summary>Whether the type is <c>Task</c> or <c>ValueTask</c>, with or without a result.</summary>
    public static bool IsTask(ITypeSymbol type) =>
        type.Is(Tasks, "Task") || type.Is(Tasks, "ValueTask") || type.Is(Tasks, "Task", 1) || type.Is(Tasks, "ValueTask", 1);

    // The awaitable pattern, with instance methods only.
    private static (ITypeSymbol Awaiter, IMethodSymbol GetResult)? FindAwaiter(ITypeSymbol type, INamedTypeSymbol flow, Compilation compilation)
    {
        if (type.SpecialType != SpecialType.None)
        {
            return null;
        }

        return FindMethod(type, "GetAwaiter") is { ReturnsVoid: false, ReturnType: var awaiter }
            && Implements(awaiter, "INotifyCompletion")
            && FindMethod(awaiter, "GetResult") is { } getResult
            && Members(awaiter, "IsCompleted").Any(static member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean, GetMethod: not null, IsStatic: false })
                ? (awaiter, getResult)
                : null;

        IMethodSymbol? FindMethod(ITypeSymbol owner, string name)
        {
            foreach (ISymbol member in Members(owner, name))
            {
                if (member is IMethodSymbol { IsStatic: false, Arity: 0, Parameters.IsEmpty: true } method && compilation.IsSymbolAccessibleWithin(method, flow))
                {
                    return method;
                }
            }

            return null;
        }
    }

    private static IEnumerable<ISymbol> Members(ITypeSymbol type, string name) => type switch
    {
        ITypeParameterSymbol parameter => parameter.ConstraintTypes.SelectMany(constraint => Members(constraint, name)),
        { TypeKind: TypeKind.Interface } => type.GetMembers(name).Concat(type.AllInterfaces.SelectMany(parent => parent.GetMembers(name))),
        _ => type.GetMembers(name).Concat(type.BaseClasses().SelectMany(ancestor => ancestor.GetMembers(name))),
    };

    private static bool Implements(ITypeSymbol type, string name) => type.Is(CompilerServices, name)
        || type.AllInterfaces.Any(parent => parent.Is(CompilerServices, name))
        || (type is ITypeParameterSymbol parameter && parameter.ConstraintTypes.Any(constraint => Implements(constraint, name)));
}
