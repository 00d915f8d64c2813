using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>Another source generator than ours, which always makes the same file.</summary>
internal sealed class TextGenerator(string path, string text) : IIncrementalGenerator
{
    // Not at initialization: what is made then every generator sees.
    public void Initialize(IncrementalGeneratorInitializationContext context) =>
        context.RegisterSourceOutput(context.CompilationProvider, (output, _) => output.AddSource(path, text));
}
