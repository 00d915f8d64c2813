using AsyncFlow.Analyzers.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>An operation that blocks its thread until something else has happened.</summary>
/// <param name="Name">The member as a message shows it.</param>
/// <param name="Instead">What to write in its place.</param>
/// <param name="Location">The member's name.</param>
/// <param name="Tasks">What it waits for, if that is known: it does not block once they are complete.</param>
/// <param name="WaitsForAll">Whether it blocks until all of <paramref name="Tasks"/> are complete, not just one.</param>
internal sealed record BlockingCall(string Name, string Instead, Location Location, IReadOnlyList<IOperation> Tasks, bool WaitsForAll)
{
    private static readonly IReadOnlyList<IOperation> s_nothing = [];

    /// <summary>The blocking call that an operation is, if it is one.</summary>
    public static BlockingCall? From(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } result when KnownTypes.IsTask(task.Type) =>
            new("Result", "await the task", NameOf(result), [task], WaitsForAll: true),
        IInvocationOperation call => From(call),
        _ => null,
    };

    private static BlockingCall? From(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return method.Name switch
        {
            "Wait" when call.Instance is { } task && KnownTypes.IsTask(task.Type) && !KnownCalls.IsPoll(call) =>
                new("Wait", "await the task", NameOf(call), [task], WaitsForAll: true),
            "Wait" when call.Instance is not null && KnownTypes.IsSemaphoreSlim(method.ContainingType) && !KnownCalls.IsPoll(call) =>
                new("Wait", "await WaitAsync", NameOf(call), s_nothing, WaitsForAll: true),
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
                new("Thread.Sleep", "await Task.Delay", NameOf(call), s_nothing, WaitsForAll: true),
            _ => null,
        };
    }

    private static Location NameOf(IOperation operation)
    {
        var syntax = operation.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression : operation.Syntax;
        return syntax switch
        {
            MemberAccessExpressionSyntax access => access.Name.GetLocation(),
            MemberBindingExpressionSyntax binding => binding.Name.GetLocation(),
            _ => syntax.GetLocation(),
        };
    }
}
