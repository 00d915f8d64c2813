using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Worker;

// A service whose start-up and shutdown are one flow, and whose work is another. It ends by itself, so that it can be tried.
HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = args });
builder.Configuration.AddInMemoryCollection([new("Flows:Batch:MaxConcurrency", "2")]);
builder.Services.AddLifetimeFlow<Services>();
builder.Services.AddFlow<Batch>();
builder.Services.AddKeyedSingleton("greeting", "Hello");
builder.Services.AddHostedService<Work>();
await builder.Build().RunAsync();
