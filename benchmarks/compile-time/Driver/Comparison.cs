using System.Diagnostics;
using AsyncFlow.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AsyncFlow.Benchmarks.CompileTime;

/// <summary>Times the generator and the bare binding by turns, each on compilations of its own; medians.</summary>
internal sealed class Comparison(SourceProject project, int rounds)
{
    /// <summary>A line of the table, in milliseconds and megabytes.</summary>
    public readonly record struct Row(double Generator, double Binding, double Allocated, double Kept);

    /// <param name="edit">What changes before the generator runs again; null for its first run.</param>
    public Row Measure(Func<CSharpCompilation, CSharpCompilation>? edit)
    {
        List<Row> rows = [];
        for (int round = 0; round < rounds; round++)
        {
            (double generator, double allocated, double kept) = Run(new FlowGenerator(), edit);
            (double binding, double allocatedByBinding, double keptByBinding) = Run(new BindingOnly(), edit);
            rows.Add(new(generator, binding, allocated - allocatedByBinding, kept - keptByBinding));
        }

        return new(Median(rows, static row => row.Generator), Median(rows, static row => row.Binding), Median(rows, static row => row.Allocated), Median(rows, static row => row.Kept));
    }

    private (double Milliseconds, double Allocated, double Kept) Run(IIncrementalGenerator generator, Func<CSharpCompilation, CSharpCompilation>? edit)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: SourceProject.Options);
        CSharpCompilation compilation = project.Compile();
        if (edit is not null)
        {
            driver = driver.RunGenerators(compilation);
            compilation = edit(compilation);
        }

        long kept = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        kept = GC.GetTotalMemory(forceFullCollection: true) - kept;
        GC.KeepAlive(driver);
        GC.KeepAlive(compilation);
        return (milliseconds, allocated / 1e6, kept / 1e6);
    }

    private static double Median(List<Row> rows, Func<Row, double> value) => rows.Select(value).Order().ElementAt(rows.Count / 2);
}
