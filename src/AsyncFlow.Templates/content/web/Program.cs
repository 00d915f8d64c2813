using Company.FlowWeb1;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<IForecasts, SampleForecasts>();
builder.Services.AddFlow<TripFlow>();
builder.Services.AddLifetimeFlow<Startup>();
builder.Services.AddFlowHealthChecks();

WebApplication app = builder.Build();

// The token is cancelled when the client disconnects: then no further step starts.
app.MapGet("/trips/{city}", (string city, TripFlow flow, CancellationToken cancellationToken) => flow.ExecuteAsync(city, cancellationToken));
app.MapHealthChecks("/health");
app.Run();
