using AsyncFlow.Benchmarks.Rounds;
using AsyncFlow.Benchmarks.Scale;
using AsyncFlow.Benchmarks.Suites;
using BenchmarkDotNet.Running;

switch (args)
{
    case ["--smoke"]:
        return Smoke.Run();
    case ["--round", string side, string shape, string work]:
        return await Round.RunAsync(side, shape, work);
    case ["--metg", string side, string shape]:
        return await Granularity.RunAsync(side, shape);
    case ["--runtime"]:
        Console.WriteLine(System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription);
        return 0;
    case ["--scale", string folder]:
        return await ScaleReport.WriteAsync(folder);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Smoke).Assembly).Run(args, Configuration.Measuring);
        return 0;
}
