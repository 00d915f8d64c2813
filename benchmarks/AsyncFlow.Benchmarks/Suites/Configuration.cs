using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Csv;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.CsProj;
using BenchmarkDotNet.Toolchains.DotNetCli;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>How the suites are run.</summary>
internal static class Configuration
{
    /// <summary>To measure: each benchmark in a process of its own, warm before anything counts.</summary>
    /// <remarks>
    /// This version of BenchmarkDotNet does not know .NET 10, and its threading diagnoser refuses what it does not know. So the job
    /// says 9, which nothing but that check reads; the toolchain, put together by hand since the ready one would look for 9, says
    /// what it really is.
    /// </remarks>
    public static IConfig Measuring => Common(Job.Default
        .WithRuntime(CoreRuntime.Core90)
        .WithToolchain(new Toolchain(".NET 10.0", new CsProjGenerator("net10.0", null!, null!, null!), new DotNetCliBuilder("net10.0", null), new DotNetCliExecutor(null!)))
        .WithWarmupCount(12)
        .WithIterationCount(12)
        .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(200)))
        .AddDiagnoser(ThreadingDiagnoser.Default)
        .WithBuildTimeout(TimeSpan.FromMinutes(10)) // thousands of generated steps
        .HideColumns(Column.Job, Column.Runtime, Column.Toolchain, Column.WarmupCount, Column.IterationCount, Column.IterationTime)
        .AddLogger(ConsoleLogger.Default)
        .AddExporter(MarkdownExporter.GitHub, CsvExporter.Default);

    /// <summary>To see that everything runs: each benchmark once, all in this process, and only failures are told.</summary>
    public static IConfig Smoke => Common(Job.Dry.WithToolchain(InProcessNoEmitToolchain.DontLogOutput))
        .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator);

    private static ManualConfig Common(Job job) => ManualConfig.CreateEmpty()
        .AddJob(job)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default);
}
