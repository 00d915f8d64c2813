using System.Globalization;
using AsyncFlow.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Tests;

/// <summary>What other generators make, ours cannot see; that must not make a flow fail at run time without a word (FLOW013).</summary>
public sealed class OtherGeneratorTests
{
    [Theory]
    [InlineData("'A' needs the type 'Made' from another source generator, whose output the flow generator cannot see", "[Flow] partial class F { [Step] Made «A»() => new(); }")]
    [InlineData("'B' needs the type 'Made' from another source generator, whose output the flow generator cannot see", "[Flow] partial class F { [Step] object A() => new(); [Step] void B([From(nameof(A))] object a, List<Made>? «made» = null) { } }")]
    [InlineData("'F' needs code from another source generator, whose output the flow generator cannot see", "[Flow] partial class «F» { [Step, WithLock(\"Gate\")] void A() { } }")]
    public void Is_reported_where_it_is_needed(string message, string marked)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal);
        string source = marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal);
        Compilation compilation = GeneratorRunner.Generate(GeneratorRunner.Compile(source), new Maker());
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        Diagnostic found = Assert.Single(GeneratorRunner.Analyze(compilation));
        Assert.Equal(("FLOW013", message, start), (found.Id, found.GetMessage(CultureInfo.InvariantCulture), found.Location.SourceSpan.Start));
    }

    [Fact]
    public void Is_no_matter_where_no_step_needs_it() => GeneratorRunner.AssertClean(
        GeneratorRunner.Generate(GeneratorRunner.Compile("[Flow] partial class F { private readonly Made _made = new(); [Step] void A() => _made.ToString(); }"), new Maker()));

    private sealed class Maker : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.CompilationProvider,
            static (output, _) => output.AddSource("Made.g.cs", "internal class Made { } partial class F { private readonly AsyncFlow.FlowLock Gate = new(); }"));
    }
}
