using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Facts;

/// <summary>Recognizes calls for several rules.</summary>
internal static class KnownCalls
{
    /// <summary>Whether a wait has a timeout of zero, so that it does not wait.</summary>
    public static bool IsPoll(IInvocationOperation call)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation value = argument.Value;
            if (value.ConstantValue is { HasValue: true, Value: 0 or 0L }
                || value is IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } })
            {
                return true;
            }
        }

        return false;
    }
}
