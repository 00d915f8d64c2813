using Company.FlowWorker1;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddSingleton<Inbox>();
builder.Services.AddLifetimeFlow<Lifetime>();
builder.Services.AddFlow<BatchFlow>();
builder.Services.AddHostedService<BatchService>();
await builder.Build().RunAsync();
