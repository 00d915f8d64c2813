using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Blocking;

/// <summary>Creates paths for expressions that read a variable or member, to recognize later reads of the same one.</summary>
internal static class TaskPath
{
    /// <summary>The path; null if a later evaluation can give another object, such as the result of a call.</summary>
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

    /// <summary>Whether a path is equal to another path or contains it.</summary>
    public static bool IsPartOf(string path, string of) =>
        path.StartsWith(of, StringComparison.Ordinal) && (path.Length == of.Length || path[of.Length] is '.' or '[')
        || path.Contains($"[{of}]");

    /// <summary>The operation without conversions, <c>ConfigureAwait</c> and temporaries of the compiler.</summary>
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
                case IFlowCaptureReferenceOperation reference when captures.TryGetValue(reference.Id, out IOperation? captured) && captured != operation:
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
