using Cluster;

string connectionString = args[0];
if (args.Contains("--silo"))
{
    await SiloHost.WorkAsync(connectionString);
    return;
}

Console.WriteLine("| what | measured |");
Console.WriteLine("| --- | ---: |");
await Throughput.MeasureAsync(connectionString);
if (!args.Contains("--throughput"))
{
    await Recovery.MeasureAsync(connectionString);
}
