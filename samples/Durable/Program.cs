using System.Diagnostics;
using System.Globalization;
using AsyncFlow.Durable;
using Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

// In one process:                      dotnet run --project samples/Durable -- [--db FILE] [--crash-at N] [--page [URL]]
// In three processes over PostgreSQL:  dotnet run --project samples/Durable -- --postgres [CONNECTION] [--crash-at N]
string database = ValueOf("--db") ?? "flows.db";
int? crashAt = ValueOf("--crash-at") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
const string Id = "nightly-2026-11-24";
if (args.Contains("--silo"))
{
    await Cluster.WorkAsync(ValueOf("--postgres") ?? throw new ArgumentException("Name the database: --postgres CONNECTION --silo"));
    return;
}

if (args.Contains("--postgres"))
{
    await Cluster.BillAsync(ValueOf("--postgres"), Id, crashAt);
    return;
}

Ledger ledger = new();
int committed = ledger.ReadCommitted(database, Id);
Console.WriteLine(committed == 0 ? "no invoice is committed yet" : $"resuming: {committed} invoices are committed");

bool servesPage = args.Contains("--page");
IHostApplicationBuilder builder = servesPage ? Page.CreateBuilder(ValueOf("--page")) : Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans", LogLevel.Error);
builder.Services.AddSingleton<ILedger>(ledger);
builder.Services.AddAsyncFlow()
    .AddFlow<Nightly>(BillingJson.Default)
    .UseOrleans(o => o.Embedded(database));
using IHost host = builder is HostApplicationBuilder console ? console.Build() : Page.Build(builder);
await host.StartAsync();

// The id makes the call idempotent: the second process joins the run of the first one.
IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
FlowHandle<Summary> run = await client.StartAsync<Nightly>(new(new DateOnly(2026, 11, 24), 2000), id: Id);
if (crashAt is { } invoices)
{
    await CrashAsync(run, invoices);
}

Summary summary = await run.ResultAsync();
if (!servesPage)
{
    await host.StopAsync();
}

Console.WriteLine($"billed {summary.Orders} orders, total {summary.Total}, redone {ledger.Redone}");
if (servesPage)
{
    await host.WaitForShutdownAsync();
}

// Without any clean-up, like a power failure.
static async Task CrashAsync(FlowHandle run, int invoices)
{
    await Progress.CommittedAsync(run, invoices);
    Console.WriteLine($"{invoices} invoices are committed: crash");
    Process.GetCurrentProcess().Kill();
}

string? ValueOf(string option) =>
    Array.IndexOf(args, option) is >= 0 and int index && index + 1 < args.Length && !args[index + 1].StartsWith("--", StringComparison.Ordinal) ? args[index + 1] : null;
