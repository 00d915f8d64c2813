using System.Globalization;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Tests;

/// <summary>
/// Tests of types from other generators, which the flow generator cannot see. The user must get a diagnostic instead of a
/// failure at run time (FLOW013).
/// </summary>
public sealed class OtherGeneratorTests
{
    [Theory]
    [InlineData("'A' needs the type 'Made' from another source generator, whose output the flow generator cannot see", "[Flow] partial class F { [Step] Made «A»() => new(); }")]
    [InlineData("'B' needs the type 'Made' from another source generator, whose output the flow generator cannot see", "[Flow] partial class F { [Step] object A() => new(); [Step] void B([From(nameof(A))] object a, List<Made>? «made» = null) { } }")]
    [InlineData("'F' needs code from another source generator, whose output the flow generator cannot see", "[Flow] partial class «F» { [Step, WithLock(\"Gate\")] void A() { } }")]
    public void A_type_of_another_generator_in_a_signature_is_reported(string message, string marked)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal);
        string source = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile(source), new OtherGenerator());
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        Diagnostic found = Assert.Single(GeneratorRunner.Analyze(compilation));
        Assert.Equal(("FLOW013", message, start), (found.Id, found.GetMessage(CultureInfo.InvariantCulture), found.Location.SourceSpan.Start));
    }

    [Fact]
    public void Other_uses_of_a_generated_type_are_not_reported() => GeneratorRunner.AssertClean(
        GeneratorRunner.Generate(GeneratorRunner.Compile("[Flow] partial class F { private readonly Made _made = new(); [Step] void A() => _made.ToString(); }"), new OtherGenerator()));

    private sealed class OtherGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.CompilationProvider,
            static (output, _) => output.AddSource("Made.g.cs", "internal class Made { } partial class F { private readonly AsyncFlow.FlowLock Gate = new(); }"));
    }
}
