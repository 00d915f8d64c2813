using AsyncFlow.Analyzers.Facts;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncFlow.Analyzers.Summaries;

/// <summary>A call of a method whose source is not available. What it does is judged by its signature and its name.</summary>
/// <param name="Method">The method.</param>
/// <param name="Receiver">The object that the method is called on; null if it is unknown, new, or there is none.</param>
/// <param name="IsCommand">Whether the call may change something, so that its order matters.</param>
internal sealed record OpaqueCall(IMethodSymbol Method, StateLocation? Receiver, bool IsCommand)
{
    // Words with which the names of methods begin that only ask for something.
    private static readonly HashSet<string> s_queries = new(StringComparer.Ordinal)
    {
        "Any", "Ask", "Average", "Calculate", "Can", "Check", "Classify", "Collect", "Compute", "Contains", "Convert", "Count", "Decode", "Describe", "Deserialize", "Download", "Encode",
        "Estimate", "Evaluate", "Exists", "Fetch", "Find", "First", "Format", "Get", "Has", "Hash", "Is", "Last", "List", "Load", "Lookup", "Max", "Measure", "Min", "Parse", "Peek", "Predict",
        "Query", "Quote", "Read", "Render", "Resolve", "Retrieve", "Scan", "Search", "Select", "Serialize", "Single", "Sum", "Summarize", "To", "Translate", "Validate", "Verify", "When", "Where",
    };

    private static readonly string[] s_effects = ["System.Console", "System.IO.File", "System.IO.Directory", "System.Environment", "System.Diagnostics.Process", "System.Threading.Thread", "System.GC"];

    /// <summary>The call; null if its order does not matter.</summary>
    public static OpaqueCall? Of(IInvocationOperation operation, LocationReader locations)
    {
        IMethodSymbol method = operation.TargetMethod;
        IOperation? receiver = method.IsExtensionMethod && operation.Instance is null && operation.Arguments.Length > 0 ? operation.Arguments[0].Value : operation.Instance;
        while (receiver is IConversionOperation { OperatorMethod: null } conversion)
        {
            receiver = conversion.Operand;
        }

        StateLocation? location = locations.Of(receiver);
        bool isAsync = KnownTypes.IsTask(method.ReturnType);
        bool isHarmless = IsHarmless(receiver?.Type) || (!isAsync && receiver is not null && (location?.Start is null or { Member: ILocalSymbol } || MutableCollections.IsMutable(receiver.Type)));
        return isHarmless ? null : Of(method, location, receiver?.Type);
    }

    /// <summary>The call of a method that turned out to have no source; null if its order does not matter.</summary>
    public static OpaqueCall? Of(IMethodSymbol method, StateLocation? receiver) => Of(method, receiver, method.ContainingType);

    private static OpaqueCall? Of(IMethodSymbol method, StateLocation? receiver, ITypeSymbol? type)
    {
        bool isAsync = KnownTypes.IsTask(method.ReturnType);
        bool hasResult = isAsync ? method.ReturnType is INamedTypeSymbol { Arity: 1 } : !method.ReturnsVoid;
        bool isStatic = method is { IsStatic: true, IsExtensionMethod: false };

        // The methods of Task combine or start other work, which is looked at itself.
        if (isStatic && (KnownTypes.IsTask(method.ContainingType) || method.ContainingType.SpecialType != SpecialType.None))
        {
            return null;
        }

        bool isCommand = method.MethodKind == MethodKind.DelegateInvoke ? isAsync || !hasResult
            : isAsync ? !hasResult || !s_queries.Contains(FirstWord(method.Name))
            : isStatic ? Array.IndexOf(s_effects, method.ContainingType.ToDisplayString()) >= 0 && (!hasResult || !s_queries.Contains(FirstWord(method.Name)))
            : !hasResult;
        return isCommand || (receiver is not null && !ThreadSafety.IsSafe(type)) ? new(method, receiver, isCommand) : null;
    }

    // Awaiting a task by other means, logging, time and cancellation do not change what others see.
    private static bool IsHarmless(ITypeSymbol? type) => type is not null
        && (type.IsValueType
            || type.SpecialType == SpecialType.System_String
            || KnownTypes.IsTask(type)
            || type.Is("System", "TimeProvider")
            || type.Is("System.Threading", "CancellationTokenSource")
            || type.TypeKind == TypeKind.Array
            || type.ContainingNamespace?.ToDisplayString() is "Microsoft.Extensions.Logging" or "System.Diagnostics.Metrics" or "System.Runtime.CompilerServices");

    private static string FirstWord(string name)
    {
        int end = 1;
        while (end < name.Length && !char.IsUpper(name[end]))
        {
            end++;
        }

        return name.Substring(0, Math.Min(end, name.Length));
    }
}
