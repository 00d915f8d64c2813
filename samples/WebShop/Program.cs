using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Polly.Timeout;
using WebShop;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.ConfigureHttpJsonOptions(static options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ShopJson.Default));
builder.Services.AddSingleton<Warehouse>();
builder.Services.AddSingleton<IPaymentProvider, DemoPayments>();
builder.Services.AddScoped<OrderLog>();

// A request is a flow, and so is the life of the application.
builder.Services.AddFlow<Checkout>();
builder.Services.AddLifetimeFlow<ShopServices>();
builder.Services.AddFlowHealthChecks();

// A span for each request and each step of its flow, and metrics; add the exporter of your system. If those of requests
// are not recorded, those within them are not either.
builder.Services.AddOpenTelemetry()
    .WithTracing(static tracing => tracing.AddSource("Microsoft.AspNetCore").AddAsyncFlowInstrumentation())
    .WithMetrics(static metrics => metrics.AddAsyncFlowInstrumentation());

WebApplication app = builder.Build();
app.UseExceptionHandler(static errors => errors.Run(static async context =>
{
    Exception? error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
    (context.Response.StatusCode, string message) = error switch
    {
        OutOfStockException => (StatusCodes.Status409Conflict, error.Message),
        PaymentDeclinedException => (StatusCodes.Status402PaymentRequired, error.Message),
        TimeoutRejectedException => (StatusCodes.Status503ServiceUnavailable, "The payment provider does not answer. Try again later."),
        _ => (StatusCodes.Status500InternalServerError, "Something went wrong."),
    };
    await context.Response.WriteAsync(message, context.RequestAborted);
}));

// The generator of handlers does not see what that of flows writes, so the handler says what it returns.
app.MapPost("/checkout", static async Task<Receipt> (Cart cart, Checkout checkout, CancellationToken cancellationToken) => await checkout.ExecuteAsync(cart, cancellationToken));
app.MapGet("/stock/{product}", static (string product, Warehouse warehouse) => warehouse.PiecesOf(product));
app.MapHealthChecks("/health");
await app.RunAsync();

[JsonSerializable(typeof(Cart))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(int))]
internal sealed partial class ShopJson : JsonSerializerContext;
