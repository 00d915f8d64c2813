using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>How the suites are run.</summary>
internal static class Configuration
{
    /// <summary>To measure: each benchmark in a process of its own, warm before anything counts.</summary>
    public static IConfig Measuring => Common(Job.Default
        .WithWarmupCount(12)
        .WithIterationCount(12)
        .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(200)))
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub, CsvExporter.Default);

    /// <summary>To see that everything runs: each benchmark once, all in this process, and only failures are told.</summary>
    public static IConfig Smoke => Common(Job.Dry.WithToolchain(InProcessNoEmitToolchain.DontLogOutput))
        .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator);

    private static ManualConfig Common(Job job) => ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default, ThreadingDiagnoser.Default);
}
