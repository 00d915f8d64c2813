using AsyncFlow.Hosting.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AsyncFlow.Hosting.Tests;

/// <summary>Flows whose steps are stopped in the reverse order.</summary>
public sealed partial class LifetimeTests
{
    [Fact]
    public async Task Steps_are_stopped_in_the_reverse_order_with_what_they_returned()
    {
        using IHost host = TestHost.Build(static services => services.AddLifetimeFlow<Services>().AddSingleton(new Plan()));
        Journal journal = TestHost.JournalOf(host);

        await host.StartAsync();
        Assert.Equal(["start db", "start cache db", "start server db cache"], journal.Lines);
        await host.StopAsync();

        Assert.Equal(["stop server db server", "stop cache", "stop db db"], journal.Lines.Skip(3));
    }

    [Theory]
    [InlineData("StartDb", "start db")]
    [InlineData("StartCache", "start db", "start cache db", "stop db db")]
    [InlineData("StartServer", "start db", "start cache db", "start server db cache", "stop cache", "stop db db")]
    public async Task A_start_that_fails_stops_what_had_started_and_names_the_step(string step, params string[] expected)
    {
        using IHost host = TestHost.Build(services => services.AddLifetimeFlow<Services>().AddSingleton(new Plan { Fails = step }));

        HostedFlowException exception = await Assert.ThrowsAsync<HostedFlowException>(() => host.StartAsync());

        Assert.Equal($"Start-up flow 'Services' failed in step '{step}': {step} is broken", exception.Message);
        Assert.Equal(expected, TestHost.JournalOf(host).Lines);
    }

    [Fact]
    public async Task A_method_that_fails_does_not_keep_the_others_from_being_called()
    {
        using IHost host = TestHost.Build(static services => services.AddLifetimeFlow<Services>().AddSingleton(new Plan { Fails = "StopServer" }), ("Flows:Services:FailureMode", "Cancel"));
        await host.StartAsync();

        HostedFlowException exception = await Assert.ThrowsAsync<HostedFlowException>(() => host.StopAsync());

        Assert.Equal("Stopping flow 'Services' failed in step 'StopServer': StopServer is broken", exception.Message);
        Assert.Equal(["stop server db server", "stop cache", "stop db db"], TestHost.JournalOf(host).Lines.Skip(3));
    }

    [Fact]
    public async Task A_method_that_fails_after_a_failed_start_is_logged_and_the_start_is_the_failure()
    {
        using CollectingLogger logger = new();
        using IHost host = TestHost.Build(services => services
            .AddLifetimeFlow<Services>()
            .AddSingleton<ILoggerProvider>(logger)
            .AddSingleton(new Plan { Fails = "StartServer StopCache" }));

        HostedFlowException exception = await Assert.ThrowsAsync<HostedFlowException>(() => host.StartAsync());

        Assert.Equal("StartServer", exception.StepName);
        CollectingLogger.Entry entry = Assert.Single(logger.Of("AsyncFlow.Services"), static entry => entry.Id.Name == "StopFailed");
        Assert.Equal("Stopping flow Services failed in step StopCache", entry.Text);
        Assert.Equal("stop db db", TestHost.JournalOf(host).Lines[^1]);
    }

    [Fact]
    public async Task What_has_started_is_stopped_if_another_service_fails_to_start()
    {
        IHost host = TestHost.Build(static services => services.AddLifetimeFlow<Services>().AddSingleton(new Plan()).AddHostedService<Broken>());
        Journal journal = TestHost.JournalOf(host);

        await Assert.ThrowsAsync<TimeoutException>(() => host.RunAsync());

        Assert.Equal(["stop server db server", "stop cache", "stop db db"], journal.Lines.Skip(3));
    }

    [Fact]
    public async Task What_is_stopped_once_is_not_stopped_again()
    {
        IHost host = TestHost.Build(static services => services.AddLifetimeFlow<Services>().AddSingleton(new Plan()));
        Journal journal = TestHost.JournalOf(host);
        await host.StartAsync();
        await host.StopAsync();

        host.Dispose();

        Assert.Equal(6, journal.Lines.Count);
    }

    [Fact]
    public async Task Who_is_late_is_named_and_what_waits_for_it_is_not_called()
    {
        using CollectingLogger logger = new();
        Plan plan = new() { IsStuck = true };
        using IHost host = TestHost.Build(services => services.AddLifetimeFlow<Services>().AddSingleton(plan).AddSingleton<ILoggerProvider>(logger));
        await host.StartAsync();
        using CancellationTokenSource timeout = new();

        Task stop = host.StopAsync(timeout.Token);
        await plan.Entered.Task;
        await timeout.CancelAsync();
        await stop;

        Assert.Equal(
            "The time to shut down is over, and flow Services is late. Still running: StopServer. Not started: StopDb, StopCache",
            Assert.Single(logger.Of("AsyncFlow.Services"), static entry => entry.Id.Name == "Late").Text);
        Assert.Equal(["stop server db server"], TestHost.JournalOf(host).Lines.Skip(3));
        plan.Opened.SetResult();
    }

    [Fact]
    public async Task After_a_failed_start_there_are_thirty_seconds_to_stop()
    {
        using CollectingLogger logger = new();
        FakeTimeProvider time = new();
        Plan plan = new() { IsStuck = true };
        IHost host = TestHost.Build(services => services
            .AddLifetimeFlow<Services>()
            .AddSingleton(plan)
            .AddSingleton<ILoggerProvider>(logger)
            .AddSingleton<TimeProvider>(time)
            .AddHostedService<Broken>());

        Task run = host.RunAsync();
        await plan.Entered.Task;
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.DoesNotContain(logger.Entries, static entry => entry.Id.Name == "Late");
        time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => run);
        Assert.Single(logger.Entries, static entry => entry.Id.Name == "Late");
        plan.Opened.SetResult();
    }

    [Fact]
    public async Task Independent_steps_are_stopped_at_the_same_time_and_a_step_without_a_method_passes_the_order_on()
    {
        using IHost host = TestHost.Build(static services => services.AddLifetimeFlow<Gap>());
        await host.StartAsync();

        // Stopping left and right needs both to be called before either goes on.
        await host.StopAsync();

        IReadOnlyList<string> lines = TestHost.JournalOf(host).Lines;
        Assert.Equal(["left", "right"], lines.Take(2).Order());
        Assert.Equal("root", lines[2]);
    }

    [Fact]
    public async Task Runs_of_one_instance_do_not_share_their_results()
    {
        ServiceCollection collection = new();
        collection.AddSingleton<Journal>().AddSingleton(new Plan()).AddFlow<Services>(ServiceLifetime.Singleton);
        await using ServiceProvider provider = collection.BuildServiceProvider();
        Services services = provider.GetRequiredService<Services>();

        FlowReport[] reports = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await services.RunAsync())));

        Assert.All(reports, static report => Assert.Equal(FlowStatus.Succeeded, report.Status));
        Assert.All(provider.GetRequiredService<Journal>().Lines, static line => Assert.Contains(line, (string[])["start db", "start cache db", "start server db cache"]));
    }

    [Fact]
    public async Task The_health_check_says_how_far_the_start_is_and_what_has_failed()
    {
        Plan plan = new() { Waits = "StartCache" };
        using IHost host = TestHost.Build(services => services.AddLifetimeFlow<Services>().AddShutdownFlow<Gap>().AddSingleton(plan).AddFlowHealthChecks());
        Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService health = host.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>();

        Assert.Equal("Unhealthy: Services waits for the host", await CheckAsync());
        Task start = host.StartAsync();
        await plan.Entered.Task;
        Assert.Equal("Unhealthy: Services is starting: 1 of 3 steps have ended, running: StartCache", await CheckAsync());
        plan.Opened.SetResult();
        await start;
        Assert.Equal("Healthy: All flows have started.", await CheckAsync());
        await host.StopAsync();
        Assert.Equal("Unhealthy: Services has stopped; Gap has stopped", await CheckAsync());

        using IHost broken = TestHost.Build(services => services.AddLifetimeFlow<Services>().AddSingleton(new Plan { Fails = "StartDb" }).AddFlowHealthChecks());
        health = broken.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>();
        await Assert.ThrowsAsync<HostedFlowException>(() => broken.StartAsync());
        Assert.Equal("Unhealthy: Services has failed: Start-up flow 'Services' failed in step 'StartDb': StartDb is broken", await CheckAsync());

        async Task<string> CheckAsync()
        {
            Microsoft.Extensions.Diagnostics.HealthChecks.HealthReportEntry entry = Assert.Single((await health.CheckHealthAsync()).Entries).Value;
            return $"{entry.Status}: {entry.Description}";
        }
    }

    internal sealed class Plan
    {
        public string Fails { get; init; } = "";

        public string Waits { get; init; } = "";

        public bool IsStuck { get; init; }

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task PassAsync(string step)
        {
            await Task.Yield();
            if (Fails.Split(' ').Contains(step))
            {
                throw new InvalidOperationException($"{step} is broken");
            }

            if (Waits == step || (IsStuck && step == "StopServer"))
            {
                Entered.SetResult();
                await Opened.Task;
            }
        }
    }

    internal sealed class Broken : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromException(new TimeoutException());

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed record Db(string Name);

    internal sealed record Server(string Name);

    [Flow]
    internal sealed partial class Services(Journal journal, Plan plan)
    {
        [Step]
        private async Task<Db> StartDb()
        {
            journal.Add("start db");
            await plan.PassAsync(nameof(StartDb));
            return new("db");
        }

        [Step]
        private async ValueTask<string> StartCache(Db db)
        {
            journal.Add($"start cache {db.Name}");
            await plan.PassAsync(nameof(StartCache));
            return "cache";
        }

        [Step]
        private async Task<Server> StartServer(Db db, string cache)
        {
            journal.Add($"start server {db.Name} {cache}");
            await plan.PassAsync(nameof(StartServer));
            return new("server");
        }

        [Stops(nameof(StartServer))]
        private async Task StopServer(Db db, Server server, CancellationToken cancellationToken)
        {
            Assert.False(cancellationToken.IsCancellationRequested);
            journal.Add($"stop server {db.Name} {server.Name}");
            await plan.PassAsync(nameof(StopServer));
        }

        [Stops(nameof(StartDb))]
        private void StopDb(Db db) => journal.Add($"stop db {db.Name}");

        [Stops(nameof(StartCache))]
        private async ValueTask StopCache()
        {
            journal.Add("stop cache");
            await plan.PassAsync(nameof(StopCache));
        }
    }

    [Flow]
    internal sealed partial class Gap(Journal journal)
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _right = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Step]
        private static void Root() { }

        [Step(nameof(Root))]
        private static void Between() { }

        [Step(nameof(Between))]
        private static void Left() { }

        [Step(nameof(Between))]
        private static void Right() { }

        [Stops(nameof(Root))]
        private void StopRoot() => journal.Add("root");

        [Stops(nameof(Left))]
        private Task StopLeft() => MeetAsync("left", _left, _right.Task);

        [Stops(nameof(Right))]
        private Task StopRight() => MeetAsync("right", _right, _left.Task);

        private async Task MeetAsync(string name, TaskCompletionSource own, Task other)
        {
            own.SetResult();
            await other;
            journal.Add(name);
        }
    }
}
