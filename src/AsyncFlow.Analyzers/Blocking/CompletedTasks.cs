using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>
/// The tasks that are certainly complete at a point of a method, identified by their path (<c>task</c>, <c>this._load</c>,
/// <c>tasks[0]</c>). They were awaited or checked on every path to that point. If a collection is included, all of its
/// tasks are complete.
/// </summary>
internal sealed class CompletedTasks(Dictionary<CaptureId, IOperation> captures)
{
    // The calls of Task.WhenAll and Task.WhenAny whose results are in variables.
    private readonly Dictionary<string, IInvocationOperation> _combined = [];

    private ImmutableHashSet<string> _paths = ImmutableHashSet<string>.Empty;

    /// <summary>The paths of the completed tasks.</summary>
    public ImmutableHashSet<string> Paths
    {
        get => _paths;
        set => _paths = value;
    }

    public void Add(IOperation? task)
    {
        task = TaskPath.Unwrap(task, captures);
        if (TaskPath.Of(task, captures) is { } path)
        {
            _paths = _paths.Add(path);
        }
        else if (task is not null and not IInvocationOperation)
        {
            // The tasks of 'new[] { a, b }', of '[a, b]', or of a 'params' argument.
            foreach (IOperation child in task.ChildOperations)
            {
                Add(child);
            }
        }
    }

    /// <summary>The tasks that are complete when a task is: the arguments of <c>Task.WhenAll</c>.</summary>
    public IEnumerable<IOperation> PartsOf(IOperation? task) =>
        CombinedBy(task) is { TargetMethod: { Name: "WhenAll", IsStatic: true } } all ? all.Arguments.Select(static argument => argument.Value) : [];

    /// <summary>Records the value of a variable or member; null for an unknown value.</summary>
    public void Assign(IOperation target, IOperation? value)
    {
        bool isComplete = value is not null && Contains(value);
        if (TaskPath.Of(target, captures) is not { } path)
        {
            return;
        }

        _combined.Remove(path);
        if (Combined(value) is { } combined)
        {
            _combined[path] = combined;
        }

        _paths = _paths.Except(_paths.Where(known => TaskPath.IsPartOf(known, path)));
        if (isComplete)
        {
            _paths = _paths.Add(path);
        }
    }

    /// <summary>Whether a task, or every task of a collection, is complete.</summary>
    public bool Contains(IOperation? task)
    {
        task = TaskPath.Unwrap(task, captures);
        return task is not null && (IsKnown(task) || IsElementOfKnown(task) || IsAlwaysComplete(task));
    }

    /// <summary>Adds the task that is complete if a condition is true.</summary>
    public void AddTested(IOperation? condition)
    {
        switch (condition)
        {
            case IPropertyReferenceOperation { Property.Name: var name, Instance: { } task } when IsTest(name):
                Add(task);
                break;
            case IBinaryOperation
            {
                OperatorKind: BinaryOperatorKind.Equals,
                LeftOperand: IPropertyReferenceOperation { Property.Name: "Status", Instance: { } task },
                RightOperand.ConstantValue.Value: >= (int)TaskStatus.RanToCompletion,
            }:
                Add(task);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison when IsFirst(comparison.LeftOperand):
                Add(comparison.RightOperand);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } comparison when IsFirst(comparison.RightOperand):
                Add(comparison.LeftOperand);
                break;
            case IIsPatternOperation { Value: { } task, Pattern: IRecursivePatternOperation pattern }
                when pattern.PropertySubpatterns.Any(static property => property is
                {
                    Member: IPropertyReferenceOperation { Property.Name: var name },
                    Pattern: IConstantPatternOperation { Value.ConstantValue.Value: true },
                } && IsTest(name)):
                Add(task);
                break;
        }
    }

    // The result of an awaited Task.WhenAny, directly or in a variable: the task that is complete.
    private bool IsFirst(IOperation task) => TaskPath.Unwrap(task, captures) is { } value
        && ((value is IAwaitOperation { Operation: var awaited } && CombinedBy(awaited) is { TargetMethod.Name: "WhenAny" }) || IsKnown(value));

    private IInvocationOperation? CombinedBy(IOperation? task) =>
        Combined(task) ?? (TaskPath.Of(TaskPath.Unwrap(task, captures), captures) is { } path && _combined.TryGetValue(path, out IInvocationOperation? combined) ? combined : null);

    private IInvocationOperation? Combined(IOperation? value) =>
        TaskPath.Unwrap(value, captures) is IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WhenAny", IsStatic: true } } call ? call : null;

    private static bool IsTest(string name) => name is "IsCompleted" or "IsCompletedSuccessfully" or "IsFaulted" or "IsCanceled";

    private bool IsKnown(IOperation task) => TaskPath.Of(task, captures) is { } path && _paths.Contains(path);

    private bool IsElementOfKnown(IOperation task) => task switch
    {
        IArrayElementReferenceOperation element => Contains(element.ArrayReference),
        IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } list } => Contains(list),

        // The current element of a loop over such a collection, or over Task.WhenEach.
        IPropertyReferenceOperation { Property.Name: "Current", Instance: { } enumerator } =>
            TaskPath.Unwrap(enumerator, captures) is IInvocationOperation { TargetMethod.Name: "GetEnumerator" or "GetAsyncEnumerator" } start
            && TaskPath.Unwrap(start.Instance ?? (start.Arguments.Length > 0 ? start.Arguments[0].Value : null), captures) is { } source
            && (source is IInvocationOperation { TargetMethod.Name: "WhenEach" } || Contains(source)),
        _ => false,
    };

    // Task.FromResult(…), Task.CompletedTask, new ValueTask<T>(value), and the result of Task.WhenAny.
    private bool IsAlwaysComplete(IOperation task) => task switch
    {
        IInvocationOperation { TargetMethod: { IsStatic: true, Name: "FromResult" or "FromException" or "FromCanceled" } } => true,
        IPropertyReferenceOperation { Property: { IsStatic: true, Name: "CompletedTask" } } => true,
        IObjectCreationOperation { Type.Name: "ValueTask", Arguments: [{ Value.Type.Name: not ("Task" or "IValueTaskSource") }] } => true,
        IAwaitOperation { Operation: var awaited } =>
            TaskPath.Unwrap(awaited, captures) is IInvocationOperation { TargetMethod.Name: "WhenAny" },
        IInvocationOperation { TargetMethod.Name: "AsTask", Instance: { } valueTask } => Contains(valueTask),
        _ => false,
    };
}
