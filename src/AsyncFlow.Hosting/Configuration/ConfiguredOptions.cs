using System.Collections.Concurrent;
using AsyncFlow.Hosting.Logging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace AsyncFlow.Hosting.Configuration;

/// <summary>
/// The options of flows that a container has created: what the configuration says, the container's clock, and an observer that logs. Changes of the
/// configuration are for flows that are created from then on. Thread-safe.
/// </summary>
internal sealed class ConfiguredOptions : IDisposable
{
    // For flows without options, since null cannot be told from what is not known yet.
    private static readonly FlowOptions s_none = new();

    private readonly ConcurrentDictionary<FlowPlan, FlowOptions> _options = new();
    private readonly IConfiguration? _configuration;
    private readonly ILoggerFactory? _loggers;
    private readonly TimeProvider? _timeProvider;
    private readonly IDisposable? _changes;

    public ConfiguredOptions(IServiceProvider services)
    {
        _configuration = services.GetService<IConfiguration>();
        _loggers = services.GetService<ILoggerFactory>();
        _timeProvider = services.GetService<TimeProvider>();
        _changes = _configuration is null ? null : ChangeToken.OnChange(_configuration.GetReloadToken, ReadAgain);
    }

    /// <summary>The options of a flow; null for none.</summary>
    /// <exception cref="InvalidOperationException">Its configuration is not valid.</exception>
    public FlowOptions? OptionsOf(FlowPlan plan)
    {
        FlowOptions options = _options.GetOrAdd(plan, static (plan, settings) => settings.Read(plan), this);
        return ReferenceEquals(options, s_none) ? null : options;
    }

    /// <summary>The logger of a flow.</summary>
    public ILogger LoggerOf(FlowPlan plan) => FlowLogger.Create(_loggers, plan);

    /// <inheritdoc/>
    public void Dispose() => _changes?.Dispose();

    private FlowOptions Read(FlowPlan plan)
    {
        FlowOptions configured = (_configuration is null ? s_none : FlowSection.Read(_configuration, plan.Name)) with
        {
            TimeProvider = _timeProvider,
            Observer = FlowLogger.Observe(LoggerOf(plan)),
        };
        return configured == s_none ? s_none : configured;
    }

    private void ReadAgain()
    {
        foreach (FlowPlan plan in _options.Keys)
        {
            try
            {
                _options[plan] = Read(plan);
            }
            catch (InvalidOperationException exception)
            {
                LoggerOf(plan).InvalidConfiguration(exception, plan.Name);
            }
        }
    }
}
