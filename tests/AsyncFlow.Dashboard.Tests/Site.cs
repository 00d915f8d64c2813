using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>A web application with a dashboard, on a free port of this machine.</summary>
internal sealed class Site : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _application;

    private Site(WebApplication application) => _application = application;

    public IServiceProvider Services => _application.Services;

    public FakeEngine Engine => (FakeEngine)Services.GetRequiredService<IFlowEngine>();

    public string Url => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public string Fingerprint => Services.GetRequiredService<FlowRegistry>().Find(nameof(Billing)).Flow.Fingerprint;

    /// <summary>Starts the application, whose engine is a fake unless another one is configured.</summary>
    public static async Task<Site> StartAsync(Action<AsyncFlowBuilder>? configure = null, Action<WebApplication>? map = null, Action<IServiceCollection>? services = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton<Switch>();
        services?.Invoke(builder.Services);
        AsyncFlowBuilder flows = builder.Services.AddAsyncFlow().AddFlow<Billing>(BillingJson.Default);
        if (configure is null)
        {
            builder.Services.AddSingleton<IFlowEngine, FakeEngine>();
        }
        else
        {
            configure(flows);
        }

        WebApplication application = builder.Build();
        if (map is null)
        {
            application.MapFlowDashboard();
        }
        else
        {
            map(application);
        }

        await application.StartAsync();
        return new Site(application);
    }

    public FlowRunInfo Run(string id, FlowRunStatus status, FlowFailure? failure = null, int minute = 0) =>
        new(id, nameof(Billing), status, Start.AddMinutes(minute), Start.AddMinutes(minute + 5), Fingerprint, 1, failure);

    public static FlowStepInfo Step(string name, StepStatus status, int from = -1, int to = -1, int elements = 0, int succeeded = 0, FlowFailure? failure = null) => new(
        name, status, status == StepStatus.None && from >= 0, from >= 0 ? 1 : 0, elements, succeeded, from < 0 ? null : Start.AddSeconds(from), to < 0 ? null : Start.AddSeconds(to), failure);

    /// <summary>The steps of the flow, each of which took a second.</summary>
    public static FlowStepInfo[] AllSteps(StepStatus status) => [Step("Load", status, 0, 1), Step("Bill", status, 0, 1), Step("Announce", status, 0, 1), Step("Sum", status, 0, 1)];

    /// <summary>A run in the middle of 10,000 elements.</summary>
    public void AddRunning(int succeeded) => Engine.Set(
        Run("running", FlowRunStatus.Running, minute: 2000),
        Step("Load", StepStatus.Succeeded, 0, 20),
        Step("Bill", StepStatus.None, 20, elements: 10_000, succeeded: succeeded),
        Step("Announce", StepStatus.Succeeded, 20, 25),
        Step("Sum", StepStatus.None));

    /// <summary>A run that has failed.</summary>
    public void AddFailed()
    {
        FlowFailure failure = new("Sum", "System.InvalidOperationException", "<b>the ledger</b> is closed", "System.InvalidOperationException: <b>the ledger</b> is closed\n   at Billing.Sum()");
        Engine.Set(
            Run("failed/<i>1</i> & 2", FlowRunStatus.Failed, failure, minute: 1999),
            Step("Load", StepStatus.Succeeded, 0, 20),
            Step("Bill", StepStatus.Succeeded, 20, 200, elements: 10_000, succeeded: 10_000),
            Step("Announce", StepStatus.Succeeded, 20, 25),
            Step("Sum", StepStatus.Failed, 200, 300, failure: failure));
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }
}
