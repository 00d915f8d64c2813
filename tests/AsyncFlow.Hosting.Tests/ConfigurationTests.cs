using AsyncFlow.Hosting.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Tests;

/// <summary>Options of flows from the configuration.</summary>
public sealed partial class ConfigurationTests
{
    [Fact]
    public async Task The_configuration_limits_the_runs_of_a_flow()
    {
        using IHost host = TestHost.Build(static services => services.AddFlow<Crowd>(ServiceLifetime.Singleton), ("Flows:Crowd:MaxConcurrency", "1"));
        Crowd crowd = host.Services.GetRequiredService<Crowd>();

        Assert.Equal(1, (await crowd.RunAsync()).MaxConcurrency);
        Assert.Equal(1, (await crowd.RunAsync(new FlowOptions())).MaxConcurrency);
        Assert.Equal(1, (await ((IFlow)crowd).RunAsync()).MaxConcurrency);
        await crowd.ExecuteAsync();
        await crowd.ExecuteAsync(options: null);
        Assert.Equal([1, 1, 1, 1, 1], crowd.MostAtOnce);
    }

    [Fact]
    public async Task What_a_call_says_precedes_the_configuration()
    {
        using IHost host = TestHost.Build(static services => services.AddFlow<Crowd>(ServiceLifetime.Singleton), ("Flows:Crowd:MaxConcurrency", "1"));

        FlowReport report = await host.Services.GetRequiredService<Crowd>().RunAsync(new FlowOptions { MaxConcurrency = 3 });

        Assert.Equal(3, report.MaxConcurrency);
    }

    [Theory]
    [InlineData("Cancel", StepStatus.NotRun, false)]
    [InlineData("continue", StepStatus.Succeeded, false)]
    [InlineData(" Continue ", StepStatus.Succeeded, true)]
    public async Task The_configuration_says_what_a_failure_does(string mode, StepStatus expected, bool throwAll)
    {
        using IHost host = TestHost.Build(
            static services => services.AddFlow<Failing>(ServiceLifetime.Singleton),
            ("Flows:Failing:FailureMode", mode),
            ("Flows:Failing:ThrowAll", throwAll ? "true" : null));
        Failing failing = host.Services.GetRequiredService<Failing>();

        FlowReport report = await failing.RunAsync();
        Exception thrown = await Assert.ThrowsAnyAsync<Exception>(async () => await failing.ExecuteAsync());

        Assert.Equal(expected, report.Steps[2].Status);
        Assert.Equal(throwAll, thrown is AggregateException);
    }

    [Fact]
    public async Task A_flow_as_a_step_has_its_own_limit()
    {
        using IHost host = TestHost.Build(
            static services => services.AddFlow<Crowd>(ServiceLifetime.Singleton).AddFlow<Outer>(ServiceLifetime.Singleton),
            ("Flows:Crowd:MaxConcurrency", "1"));

        FlowReport report = await host.Services.GetRequiredService<Outer>().RunAsync();

        Assert.Equal(1, report.Steps[0].NestedReport!.MaxConcurrency);
        Assert.Equal(0, report.MaxConcurrency);
    }

    [Theory]
    [InlineData("Flows:Crowd:MaxConcurrency", "many", "The configuration sets 'Flows:Crowd:MaxConcurrency' to 'many'. Set it to a whole number, or 0 for no limit.")]
    [InlineData("Flows:Crowd:MaxConcurrency", "-1", "The configuration sets 'Flows:Crowd:MaxConcurrency' to '-1'. Set it to a whole number, or 0 for no limit.")]
    [InlineData("Flows:Crowd:FailureMode", "Ignore", "The configuration sets 'Flows:Crowd:FailureMode' to 'Ignore'. Set it to Cancel or Continue.")]
    [InlineData("Flows:Crowd:FailureMode", "7", "The configuration sets 'Flows:Crowd:FailureMode' to '7'. Set it to Cancel or Continue.")]
    [InlineData("Flows:Crowd:ThrowAll", "yes", "The configuration sets 'Flows:Crowd:ThrowAll' to 'yes'. Set it to true or false.")]
    [InlineData("Flows:Crowd:MaxConcurency", "1", "The configuration has 'Flows:Crowd:MaxConcurency', but a flow has no such option. Its options are MaxConcurrency, FailureMode, ThrowAll.")]
    public async Task A_mistake_in_the_configuration_fails_the_start_of_the_host(string key, string value, string message)
    {
        using IHost host = TestHost.Build(static services => services.AddFlow<Crowd>(), (key, value));

        Assert.Equal(message, (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync())).Message);
    }

    [Fact]
    public async Task A_change_is_for_flows_that_are_created_from_then_on_and_a_mistake_changes_nothing()
    {
        using CollectingLogger logger = new();
        using IHost host = TestHost.Build(services => services.AddFlow<Crowd>(ServiceLifetime.Transient).AddSingleton<ILoggerProvider>(logger), ("Flows:Crowd:MaxConcurrency", "1"));
        IConfigurationRoot configuration = (IConfigurationRoot)host.Services.GetRequiredService<IConfiguration>();
        Crowd first = host.Services.GetRequiredService<Crowd>();

        configuration["Flows:Crowd:MaxConcurrency"] = "2";
        configuration.Reload();
        Crowd second = host.Services.GetRequiredService<Crowd>();
        configuration["Flows:Crowd:MaxConcurrency"] = "two";
        configuration.Reload();
        Crowd third = host.Services.GetRequiredService<Crowd>();

        Assert.Equal(1, (await first.RunAsync()).MaxConcurrency);
        Assert.Equal(2, (await second.RunAsync()).MaxConcurrency);
        Assert.Equal(2, (await third.RunAsync()).MaxConcurrency);
        CollectingLogger.Entry entry = Assert.Single(logger.Of("AsyncFlow.Crowd"), static entry => entry.Id.Id == 37);
        Assert.Equal(LogLevel.Error, entry.Level);
        Assert.Equal("The configuration sets 'Flows:Crowd:MaxConcurrency' to 'two'. Set it to a whole number, or 0 for no limit.", entry.Exception!.Message);
    }

    [Flow]
    internal sealed partial class Crowd
    {
        private readonly Lock _lock = new();
        private readonly List<int> _mostAtOnce = [];
        private int _now;
        private int _most;

        public IReadOnlyList<int> MostAtOnce => _mostAtOnce;

        [Step]
        private Task A() => EnterAsync();

        [Step]
        private Task B() => EnterAsync();

        [Step]
        private Task C() => EnterAsync();

        [Step(nameof(A), nameof(B), nameof(C))]
        private void Note()
        {
            lock (_lock)
            {
                _mostAtOnce.Add(_most);
            }
        }

        private async Task EnterAsync()
        {
            lock (_lock)
            {
                _most = Math.Max(_most, ++_now);
            }

            await Task.Yield();
            lock (_lock)
            {
                _now--;
            }
        }
    }

    [Flow]
    internal sealed partial class Failing
    {
        [Step]
        private static Task A() => Task.FromException(new InvalidOperationException("a"));

        [Step(nameof(C))]
        private static Task B() => Task.FromException(new InvalidOperationException("b"));

        [Step]
        private static Task C() => Task.CompletedTask;
    }

    [Flow]
    internal sealed partial class Outer(Crowd crowd)
    {
        [Step]
        private readonly Crowd _crowd = crowd;
    }
}
