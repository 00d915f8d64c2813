using AsyncFlow.Hosting.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Tests;

/// <summary>Flows that run when the host starts and stops.</summary>
public sealed partial class StartupTests
{
    [Fact]
    public async Task A_startup_flow_runs_before_services_start_and_a_shutdown_flow_when_they_have_stopped()
    {
        using IHost host = TestHost.Build(static services => services
            .AddHostedService<Service>()
            .AddStartupFlow<First>()
            .AddStartupFlow<Second>()
            .AddShutdownFlow<Last>());

        await host.StartAsync();
        await host.StopAsync();

        Assert.Equal(["First.Migrate", "Second.Warm", "Service starts", "Service stops", "Last.Flush"], TestHost.JournalOf(host).Lines);
    }

    [Fact]
    public async Task A_failure_stops_the_host_with_the_step_and_its_exception()
    {
        using CollectingLogger logger = new();
        using IHost host = TestHost.Build(services => services
            .AddSingleton<ILoggerProvider>(logger)
            .AddHostedService<Service>()
            .AddStartupFlow<Failing>()
            .AddStartupFlow<Second>());

        Journal journal = TestHost.JournalOf(host);
        HostedFlowException exception = await Assert.ThrowsAsync<HostedFlowException>(() => host.RunAsync());

        Assert.Equal("Start-up flow 'Failing' failed in step '_inner.Connect': no route", exception.Message);
        Assert.Equal("Failing", exception.FlowName);
        Assert.Equal("_inner.Connect", exception.StepName);
        Assert.IsType<TimeoutException>(exception.InnerException);
        Assert.Equal(FlowStatus.Failed, exception.Report.Status);
        Assert.Empty(journal.Lines);
        CollectingLogger.Entry entry = Assert.Single(logger.Of("AsyncFlow.Failing"), static entry => entry.Id.Name == "StartFailed");
        Assert.Equal(LogLevel.Critical, entry.Level);
        Assert.Equal("Start-up flow Failing failed in step _inner.Connect; the host does not start", entry.Text);
    }

    [Fact]
    public async Task The_step_of_an_element_is_named_with_its_index()
    {
        using IHost host = TestHost.Build(static services => services.AddStartupFlow<FailingElement>());

        HostedFlowException exception = await Assert.ThrowsAsync<HostedFlowException>(() => host.StartAsync());

        Assert.Equal("Start-up flow 'FailingElement' failed in step 'Load[1]': two", exception.Message);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_cancels_the_flow()
    {
        using IHost host = TestHost.Build(static services => services.AddStartupFlow<Waiting>().AddSingleton<Gate>());
        using CancellationTokenSource source = new();

        Task start = host.StartAsync(source.Token);
        await host.Services.GetRequiredService<Gate>().Entered.Task;
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task A_flow_of_the_host_has_a_scope_that_ends_with_it()
    {
        using IHost host = TestHost.Build(static services => services.AddScoped<Scoped>().AddStartupFlow<UsingScope>().AddHostedService<Service>());

        await host.StartAsync();

        Assert.Equal(["Scoped is used", "Scoped is disposed", "Service starts"], TestHost.JournalOf(host).Lines);
    }

    [Fact]
    public async Task A_service_that_is_missing_fails_the_start()
    {
        using IHost host = TestHost.Build(static services => services.AddStartupFlow<UsingScope>());

        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.StartsWith("Flow 'UsingScope' needs a service of type 'Scoped', but none is registered.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shutdown_flow_that_fails_fails_the_stop()
    {
        using IHost host = TestHost.Build(static services => services.AddShutdownFlow<Failing>());
        await host.StartAsync();

        HostedFlowException exception = await Assert.ThrowsAsync<HostedFlowException>(() => host.StopAsync());

        Assert.Equal("Shutdown flow 'Failing' failed in step '_inner.Connect': no route", exception.Message);
    }

    [Fact]
    public async Task A_shutdown_flow_that_is_late_is_named_and_cancelled_and_not_awaited()
    {
        using CollectingLogger logger = new();
        using IHost host = TestHost.Build(services => services.AddSingleton<ILoggerProvider>(logger).AddShutdownFlow<Stuck>().AddSingleton<Gate>().AddScoped<Scoped>());
        Gate gate = host.Services.GetRequiredService<Gate>();
        await host.StartAsync();
        using CancellationTokenSource timeout = new();

        Task stop = host.StopAsync(timeout.Token);
        await gate.Entered.Task;
        await timeout.CancelAsync();
        await stop;

        CollectingLogger.Entry late = Assert.Single(logger.Of("AsyncFlow.Stuck"), static entry => entry.Id.Name == "Late");
        Assert.Equal("The time to shut down is over, and flow Stuck is late. Still running: Flush. Not started: Close", late.Text);
        Assert.Equal(LogLevel.Warning, late.Level);
        Assert.True(gate.Token.IsCancellationRequested);

        // The scope lives as long as the step, although the host is gone.
        Assert.Empty(TestHost.JournalOf(host).Lines);
        gate.Opened.SetResult();
        await gate.Disposed.Task;
    }

    internal sealed class Service(Journal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            journal.Add("Service starts");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            journal.Add("Service stops");
            return Task.CompletedTask;
        }
    }

    internal sealed class Gate
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Disposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token { get; set; }
    }

    internal sealed class Scoped(Journal journal, Gate? gate = null) : IDisposable
    {
        public void Use() => journal.Add("Scoped is used");

        public void Dispose()
        {
            journal.Add("Scoped is disposed");
            gate?.Disposed.SetResult();
        }
    }

    [Flow]
    internal sealed partial class First(Journal journal)
    {
        [Step]
        private async Task Migrate()
        {
            await Task.Yield();
            journal.Add("First.Migrate");
        }
    }

    [Flow]
    internal sealed partial class Second(Journal journal)
    {
        [Step]
        private void Warm() => journal.Add("Second.Warm");
    }

    [Flow]
    internal sealed partial class Last(Journal journal)
    {
        [Step]
        private void Flush() => journal.Add("Last.Flush");
    }

    [Flow]
    internal sealed partial class Inner
    {
        [Step]
        private static Task Connect() => Task.FromException(new TimeoutException("no route"));
    }

    [Flow]
    internal sealed partial class Failing
    {
        [Step]
        private readonly Inner _inner = new();
    }

    [Flow]
    internal sealed partial class FailingElement
    {
        [Step]
        private static int[] List() => [1, 2, 3];

        [Step]
        private static Task Load([Each(nameof(List), MaxConcurrency = 1)] int number) => number == 2 ? Task.FromException(new TimeoutException("two")) : Task.CompletedTask;
    }

    [Flow]
    internal sealed partial class Waiting(Gate gate)
    {
        [Step]
        private async Task Wait(CancellationToken cancellationToken)
        {
            gate.Entered.SetResult();
            await gate.Opened.Task.WaitAsync(cancellationToken);
        }
    }

    [Flow]
    internal sealed partial class UsingScope(Scoped scoped)
    {
        [Step]
        private void Use() => scoped.Use();
    }

    [Flow]
    internal sealed partial class Stuck(Gate gate, Scoped scoped)
    {
        [Step]
        private async Task Flush(CancellationToken cancellationToken)
        {
            gate.Token = cancellationToken;
            gate.Entered.SetResult();
            await gate.Opened.Task;
        }

        [Step(nameof(Flush))]
        private void Close() => scoped.Use();
    }
}
