using AsyncFlow.Hosting.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Tests;

/// <summary>What flows from a container log.</summary>
public sealed partial class LoggingTests : IDisposable
{
    private readonly CollectingLogger _logger = new();

    public void Dispose() => _logger.Dispose();

    [Fact]
    public async Task A_run_and_its_steps_are_logged_with_event_ids()
    {
        using IHost host = Build(static services => services.AddFlow<Pair>(ServiceLifetime.Singleton));

        await host.Services.GetRequiredService<Pair>().ExecuteAsync(fails: false);

        IReadOnlyList<CollectingLogger.Entry> entries = _logger.Of("AsyncFlow.Pair");
        Assert.Equal([1, 10, 11, 10, 11, 2], entries.Select(static entry => entry.Id.Id));
        Assert.Equal(["RunStarted", "StepStarted", "StepSucceeded", "StepStarted", "StepSucceeded", "RunSucceeded"], entries.Select(static entry => entry.Id.Name));
        Assert.All(entries, static entry => Assert.Equal(LogLevel.Debug, entry.Level));
        Assert.StartsWith("Step First of flow Pair starts (run ", entries[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_step_logs_is_in_a_scope_with_flow_and_step()
    {
        using IHost host = Build(static services => services.AddFlow<Pair>(ServiceLifetime.Singleton));
        ILogger outside = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Outside");

        await host.Services.GetRequiredService<Pair>().ExecuteAsync(fails: false);
        Write(outside, "After");

        CollectingLogger.Entry[] own = [.. _logger.Of("Own")];
        Assert.Matches("^Flow Pair, run [0-9]+, step First$", Assert.Single(own[0].Scopes));
        Assert.Matches("^Flow Pair, run [0-9]+, step Second$", Assert.Single(own[1].Scopes));
        Assert.Empty(Assert.Single(_logger.Of("Outside")).Scopes);
    }

    [Fact]
    public async Task A_failure_is_an_error_with_its_exception_and_names_the_step()
    {
        using IHost host = Build(static services => services.AddFlow<Pair>(ServiceLifetime.Singleton));

        await Assert.ThrowsAsync<TimeoutException>(async () => await host.Services.GetRequiredService<Pair>().ExecuteAsync(fails: true));

        CollectingLogger.Entry[] errors = [.. _logger.Of("AsyncFlow.Pair").Where(static entry => entry.Level == LogLevel.Error)];
        Assert.Equal(["StepFailed", "RunFailed"], errors.Select(static entry => entry.Id.Name));
        Assert.IsType<TimeoutException>(errors[0].Exception);
        Assert.Matches(@"^Flow Pair failed in step First after [0-9.]+ ms \(run [0-9]+, failures: 1\)$", errors[1].Text);
    }

    [Fact]
    public async Task A_failure_in_a_flow_within_a_step_is_one_error_of_a_step()
    {
        using IHost host = Build(static services => services.AddFlow<Pair>(ServiceLifetime.Singleton).AddFlow<Outer>(ServiceLifetime.Singleton));

        await Assert.ThrowsAsync<TimeoutException>(async () => await host.Services.GetRequiredService<Outer>().ExecuteAsync(fails: true));

        CollectingLogger.Entry[] errors = [.. _logger.Entries.Where(static entry => entry.Level == LogLevel.Error)];
        Assert.Equal(["StepFailed", "RunFailed"], errors.Select(static entry => entry.Id.Name));
        Assert.All(errors, static entry => Assert.Equal("AsyncFlow.Outer", entry.Category));
        Assert.StartsWith("Flow Outer failed in step _pair.First after ", errors[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_a_step_handles_is_a_warning()
    {
        using IHost host = Build(static services => services.AddFlow<Handling>(ServiceLifetime.Singleton));

        await host.Services.GetRequiredService<Handling>().ExecuteAsync();

        CollectingLogger.Entry failed = Assert.Single(_logger.Of("AsyncFlow.Handling"), static entry => entry.Id.Name == "StepFailed");
        Assert.Equal(LogLevel.Warning, failed.Level);
        Assert.DoesNotContain(_logger.Entries, static entry => entry.Level == LogLevel.Error);
    }

    [Fact]
    public async Task Steps_that_do_not_run_are_logged_with_the_reason_and_retries_with_their_number()
    {
        using IHost host = Build(static services => services.AddFlow<Retrying>(ServiceLifetime.Singleton));

        await host.Services.GetRequiredService<Retrying>().ExecuteAsync();

        IReadOnlyList<CollectingLogger.Entry> entries = _logger.Of("AsyncFlow.Retrying");
        Assert.Matches(@"^Step Call of flow Retrying starts attempt 2 \(run [0-9]+\)$", Assert.Single(entries, static entry => entry.Id.Name == "StepRetried").Text);
        Assert.Matches(@"^Step Never of flow Retrying did not run \(run [0-9]+\): IsWanted is false$", Assert.Single(entries, static entry => entry.Id.Name == "StepNotRun").Text);
    }

    [Fact]
    public async Task Nothing_is_observed_if_the_category_is_off()
    {
        using IHost host = Build(static services => services
            .AddFlow<Pair>(ServiceLifetime.Singleton)
            .Configure<LoggerFilterOptions>(static options => options.AddFilter("AsyncFlow", LogLevel.None)));

        await host.Services.GetRequiredService<Pair>().ExecuteAsync(fails: false);

        Assert.Empty(_logger.Of("AsyncFlow.Pair"));
        Assert.All(_logger.Of("Own"), static entry => Assert.Empty(entry.Scopes));
    }

    private static void Write(ILogger logger, string text) => logger.Log(LogLevel.Information, default, text, null, static (text, _) => text);

    private IHost Build(Action<IServiceCollection> configure) => TestHost.Build(services =>
    {
        services.AddSingleton<ILoggerProvider>(_logger);
        configure(services);
    });

    [Flow]
    internal sealed partial class Pair(ILoggerFactory loggers)
    {
        [Step]
        private async Task First([Input] bool fails)
        {
            await Task.Yield();
            Write(loggers.CreateLogger("Own"), "In the first");
            if (fails)
            {
                throw new TimeoutException();
            }
        }

        [Step(nameof(First)), Output]
        private int Second()
        {
            Write(loggers.CreateLogger("Own"), "In the second");
            return 2;
        }
    }

    [Flow]
    internal sealed partial class Outer(Pair pair)
    {
        [Step]
        private static void Check([Input] bool fails) => Assert.True(fails);

        [Step(nameof(Check)), Output]
        private readonly Pair _pair = pair;
    }

    [Flow]
    internal sealed partial class Handling
    {
        [Step]
        private static int Fail() => throw new TimeoutException();

        [Step]
        private static void Handle(StepOutcome<int> outcome) => Assert.False(outcome.IsSuccess);
    }

    [Flow]
    internal sealed partial class Retrying
    {
        private readonly IStepPolicy _twice = new Twice();
        private int _calls;

        private static bool IsWanted => false;

        [Step, WithPolicy(nameof(_twice))]
        private Task Call() => Interlocked.Increment(ref _calls) == 1 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;

        [Step, When(nameof(IsWanted))]
        private static void Never() { }
    }

    private sealed class Twice : IStepPolicy
    {
        public async ValueTask<TResult> ExecuteAsync<TState, TResult>(Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
        {
            try
            {
                return await step(state, context.CancellationToken);
            }
            catch (TimeoutException)
            {
                return await step(state, context.CancellationToken);
            }
        }
    }
}
