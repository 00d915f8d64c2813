using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Facts;

/// <summary>Recognizes types and members for several rules.</summary>
internal static class KnownTypes
{
    private const string Tasks = "System.Threading.Tasks";
    private const string Threading = "System.Threading";

    /// <summary>Whether a compilation references the library. Other compilations are not analyzed.</summary>
    public static bool UsesFlows(Compilation compilation) => !compilation.GetTypesByMetadataName("AsyncFlow.FlowAttribute").IsEmpty;

    public static bool IsStep(ISymbol symbol) =>
        symbol is IMethodSymbol or IFieldSymbol or IPropertySymbol && symbol.FindAttribute("StepAttribute") is not null;

    /// <summary>Whether a step of the same class uses the member as its condition.</summary>
    public static bool IsCondition(ISymbol symbol) => symbol.ContainingType?.GetMembers().Any(member =>
        member.FindAttribute("WhenAttribute") is { ConstructorArguments: [{ Value: string name }] } && name == symbol.Name) ?? false;

    /// <summary>Whether a step of the same class uses the method for the key of a lock.</summary>
    public static bool IsKey(ISymbol symbol) => symbol is IMethodSymbol && (symbol.ContainingType?.GetMembers()
        .SelectMany(static member => member.FindAttributes("WithLockAttribute"))
        .Any(attribute => attribute.NamedArguments.Any(named => named.Key == "Key" && named.Value.Value is string name && name == symbol.Name)) ?? false);

    /// <summary>Whether the method stops what a step has started. Only a project with a host calls it.</summary>
    public static bool IsStop(ISymbol symbol) => symbol.FindAttribute("StopsAttribute") is not null;

    public static bool IsTask(ITypeSymbol? type) =>
        type.Is(Tasks, "Task") || type.Is(Tasks, "Task", 1) || type.Is(Tasks, "ValueTask") || type.Is(Tasks, "ValueTask", 1);

    public static bool IsAwaiter(ITypeSymbol? type) =>
        type is not null && type.AllInterfaces.Any(static parent => parent.Is("System.Runtime.CompilerServices", "INotifyCompletion"));

    public static bool IsThread(ITypeSymbol? type) => type.Is(Threading, "Thread");

    public static bool IsSemaphoreSlim(ITypeSymbol? type) => type.Is(Threading, "SemaphoreSlim");

    public static bool IsFlowLock(ITypeSymbol? type) =>
        type is not null && (type.Is("AsyncFlow", "IFlowLock") || type.AllInterfaces.Any(static parent => parent.Is("AsyncFlow", "IFlowLock")));

    public static bool IsFlowSemaphore(ITypeSymbol? type) => type.Is("AsyncFlow", "FlowSemaphore");
}
