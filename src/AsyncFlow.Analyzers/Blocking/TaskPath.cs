using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>Names the variable or member that an expression reads, so that a later read of the same one is recognised.</summary>
internal static class TaskPath
{
    /// <summary>The path, or null for what may be another object the next time, as a call's result.</summary>
    public static string? Of(IOperation? operation, Dictionary<CaptureId, IOperation> captures)
    {
        operation = Unwrap(operation, captures);
        return operation switch
        {
            ILocalReferenceOperation local => local.Local.Name,
            IParameterReferenceOperation parameter => parameter.Parameter.Name,
            IInstanceReferenceOperation => "this",
            IFieldReferenceOperation { Field.IsStatic: true } field => field.Field.ToDisplayString(),
            IFieldReferenceOperation field when Of(field.Instance, captures) is { } owner => $"{owner}.{field.Field.Name}",
            IPropertyReferenceOperation { Property: { IsStatic: false, IsIndexer: false } } property
                when Of(property.Instance, captures) is { } owner => $"{owner}.{property.Property.Name}",
            IArrayElementReferenceOperation { Indices: [var index] } element
                when Of(element.ArrayReference, captures) is { } owner && IndexOf(index, captures) is { } at => $"{owner}[{at}]",
            IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } element
                when Of(element.Instance, captures) is { } owner && IndexOf(index.Value, captures) is { } at => $"{owner}[{at}]",
            _ => null,
        };
    }

    /// <summary>Whether a path is, or goes through, another one.</summary>
    public static bool IsPartOf(string path, string of) =>
        path.StartsWith(of, StringComparison.Ordinal) && (path.Length == of.Length || path[of.Length] is '.' or '[')
        || path.Contains($"[{of}]");

    /// <summary>Without conversions, <c>ConfigureAwait</c> and the compiler's temporaries.</summary>
    public static IOperation? Unwrap(IOperation? operation, Dictionary<CaptureId, IOperation> captures)
    {
        while (true)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task }:
                    operation = task;
                    break;
                case IFlowCaptureReferenceOperation reference when captures.TryGetValue(reference.Id, out var captured) && captured != operation:
                    operation = captured;
                    break;
                default:
                    return operation;
            }
        }
    }

    private static string? IndexOf(IOperation index, Dictionary<CaptureId, IOperation> captures) =>
        index.ConstantValue is { HasValue: true, Value: { } constant }
            ? FormattableString.Invariant($"{constant}")
            : Unwrap(index, captures) is ILocalReferenceOperation local ? local.Local.Name : null;
}
