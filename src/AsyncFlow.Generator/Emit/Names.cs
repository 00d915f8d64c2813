using AsyncFlow.Generator.Model;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Generator.Emit;

/// <summary>Names that generated code uses.</summary>
internal static class Names
{
    public const string Flow = "global::AsyncFlow.IFlow";
    public const string Plan = "global::AsyncFlow.FlowPlan";
    public const string Options = "global::AsyncFlow.FlowOptions";
    public const string Report = "global::AsyncFlow.FlowReport";
    public const string Run = "global::AsyncFlow.CompilerServices.FlowRun";
    public const string ForEachRun = "global::AsyncFlow.CompilerServices.ForEachRun";
    public const string StreamRun = "global::AsyncFlow.CompilerServices.StreamRun";
    public const string AsyncEnumerable = "global::System.Collections.Generic.IAsyncEnumerable";
    public const string FlowAttempts = "global::AsyncFlow.CompilerServices.FlowAttempts";
    public const string StepAttempts = "global::AsyncFlow.CompilerServices.StepAttempts";
    public const string StepKind = "global::AsyncFlow.StepKind";
    public const string StraightLine = "global::AsyncFlow.CompilerServices.StraightLine";
    public const string LineStop = "global::AsyncFlow.CompilerServices.LineStop";
    public const string ResultSource = "global::AsyncFlow.CompilerServices.ResultSource";
    public const string StepOutcome = "global::AsyncFlow.StepOutcome";
    public const string ReadOnlyList = "global::System.Collections.Generic.IReadOnlyList";
    public const string Enumerable = "global::System.Collections.Generic.IEnumerable";
    public const string Pool = "global::AsyncFlow.CompilerServices.RunPool";
    public const string StepDescriptor = "global::AsyncFlow.CompilerServices.StepDescriptor";
    public const string Task = "global::System.Threading.Tasks.Task";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string TokenSource = "global::System.Threading.CancellationTokenSource";
    public const string Exception = "global::System.Exception";
    public const string Token = "global::System.Threading.CancellationToken";

    public const string Services = "global::AsyncFlow.Hosting.FlowServices";
    public const string LifetimeFlow = "global::AsyncFlow.Hosting.ILifetimeFlow";
    public const string FlowStop = "global::AsyncFlow.Hosting.FlowStop";

    private static readonly string s_generatedCode = $"global::System.CodeDom.Compiler.GeneratedCode(\"{GeneratedBy.Name}\", \"{GeneratedBy.Version}\")";

    /// <summary>The attributes of generated fields.</summary>
    public static readonly string FieldMark = $"[{s_generatedCode}]";

    /// <summary>The attributes of all other generated members and types.</summary>
    public static readonly string Marks = $"[{s_generatedCode}, global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]";

    /// <summary>The interface of a flow.</summary>
    /// <param name="input">The type of the input; null for none.</param>
    /// <param name="result">The type of the output; null for none.</param>
    public static string FlowOf(string? input, string? result) => (input, result) switch
    {
        (_, null) => Flow,
        (null, _) => $"{Flow}<{result}>",
        _ => $"{Flow}<{input}, {result}>",
    };

    /// <summary>The interface of what creates a flow.</summary>
    public static string FactoryOf(string flow) => $"global::AsyncFlow.Hosting.IFlowFactory<{flow}>";

    /// <summary>A string as a C# literal.</summary>
    public static string Literal(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
}
