using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>Another source generator, which always generates the same file.</summary>
internal sealed class TextGenerator(string path, string text) : IIncrementalGenerator
{
    // Not in the initialization output, which is visible to all generators.
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterSourceOutput(context.CompilationProvider, (output, _) => output.AddSource(path, text));
}
