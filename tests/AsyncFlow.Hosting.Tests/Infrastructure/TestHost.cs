using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Tests.Infrastructure;

/// <summary>Builds hosts.</summary>
internal static class TestHost
{
    /// <summary>A host that logs nothing but to the collecting logger, if there is one among the services.</summary>
    public static IHost Build(Action<IServiceCollection> configure, params (string Key, string? Value)[] configuration)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(configuration.Select(static pair => KeyValuePair.Create(pair.Key, pair.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<Journal>();
        configure(builder.Services);
        return builder.Build();
    }

    public static Journal JournalOf(IHost host) => host.Services.GetRequiredService<Journal>();
}
