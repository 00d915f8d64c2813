using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>An operation that blocks its thread until something else has happened.</summary>
/// <param name="Name">The name of the member in the message.</param>
/// <param name="Instead">The replacement in the message.</param>
/// <param name="Location">The location of the member's name.</param>
/// <param name="Tasks">The tasks that it waits for, if they are known. It does not block once they are complete.</param>
/// <param name="WaitsForAll">Whether it waits for all of <paramref name="Tasks"/>, not just one.</param>
internal sealed record BlockingCall(string Name, string Instead, Location Location, IReadOnlyList<IOperation> Tasks, bool WaitsForAll)
{
    private static readonly IReadOnlyList<IOperation> s_noTasks = [];

    /// <summary>The blocking call of an operation; null if the operation does not block.</summary>
    public static BlockingCall? From(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } result when KnownTypes.IsTask(task.Type) =>
            new("Result", "await the task", NameOf(result), [task], WaitsForAll: true),
        IInvocationOperation call => From(call),
        _ => null,
    };

    private static BlockingCall? From(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return method.Name switch
        {
            "Wait" when call.Instance is { } task && KnownTypes.IsTask(task.Type) && !KnownCalls.IsPoll(call) =>
                new("Wait", "await the task", NameOf(call), [task], WaitsForAll: true),
            "Wait" when call.Instance is not null && KnownTypes.IsSemaphoreSlim(method.ContainingType) && !KnownCalls.IsPoll(call) =>
                new("Wait", "await WaitAsync", NameOf(call), s_noTasks, WaitsForAll: true),
            "WaitAll" or "WaitAny" when method.IsStatic && KnownTypes.IsTask(method.ContainingType) && !KnownCalls.IsPoll(call) =>
                new(
                    $"Task.{method.Name}",
                    $"await Task.{(method.Name == "WaitAll" ? "WhenAll" : "WhenAny")}",
                    NameOf(call),
                    [call.Arguments[0].Value],
                    method.Name == "WaitAll"),
            "GetResult" when call.Instance is IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } awaited } awaiter
                    && KnownTypes.IsAwaiter(awaiter.Type) =>
                new("GetResult", "await the task", NameOf(call), [awaited], WaitsForAll: true),
            "Sleep" when KnownTypes.IsThread(method.ContainingType) && !KnownCalls.IsPoll(call) =>
                new("Thread.Sleep", "await Task.Delay", NameOf(call), s_noTasks, WaitsForAll: true),
            "Join" when KnownTypes.IsThread(method.ContainingType) && !KnownCalls.IsPoll(call) => Other("Thread.Join", "await a task"),
            "WaitOne" or "WaitAll" or "WaitAny" when Is(method, "System.Threading", "WaitHandle") && !KnownCalls.IsPoll(call) => Other(method.Name, "await a SemaphoreSlim or a TaskCompletionSource"),
            "Wait" when (Is(method, "System.Threading", "ManualResetEventSlim") || Is(method, "System.Threading", "CountdownEvent")) && !KnownCalls.IsPoll(call) => Other($"{method.ContainingType.Name}.Wait", "await a TaskCompletionSource"),
            "SignalAndWait" when Is(method, "System.Threading", "Barrier") => Other("SignalAndWait", "await a task"),
            "SpinUntil" when Is(method, "System.Threading", "SpinWait") => Other("SpinUntil", "await a task"),
            "Wait" when Is(method, "System.Threading", "Monitor") && !KnownCalls.IsPoll(call) => Other("Monitor.Wait", "await a SemaphoreSlim"),
            "WaitForExit" when Is(method, "System.Diagnostics", "Process") && !KnownCalls.IsPoll(call) => Other("WaitForExit", "await WaitForExitAsync"),
            "Take" when method.ContainingType.Is("System.Collections.Concurrent", "BlockingCollection", 1) => Other("Take", "await a Channel"),
            _ => null,
        };

        BlockingCall Other(string name, string instead) => new(name, instead, NameOf(call), s_noTasks, WaitsForAll: true);
    }

    private static bool Is(IMethodSymbol method, string @namespace, string type) => method.ContainingType.Is(@namespace, type);

    private static Location NameOf(IOperation operation)
    {
        SyntaxNode syntax = operation.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression : operation.Syntax;
        return syntax switch
        {
            MemberAccessExpressionSyntax access => access.Name.GetLocation(),
            MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
            _ => syntax.GetLocation(),
        };
    }
}
