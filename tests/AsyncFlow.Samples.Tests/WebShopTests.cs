using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using WebShop;

namespace AsyncFlow.Samples.Tests;

/// <summary>The shop, in a test server.</summary>
public sealed class WebShopTests : IDisposable
{
    private static readonly Cart s_cart = new("Ada", [new("tea", 2), new("cup", 1)]);

    private readonly Payments _payments = new();
    private readonly WebApplicationFactory<Checkout> _shop;

    public WebShopTests() => _shop = new WebApplicationFactory<Checkout>().WithWebHostBuilder(builder =>
        builder.ConfigureTestServices(services => services.AddSingleton<IPaymentProvider>(_payments)));

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task A_cart_is_reserved_priced_paid_and_billed()
    {
        using HttpResponseMessage response = await _shop.CreateClient().PostAsJsonAsync("/checkout", s_cart);

        Assert.Equal(new Receipt("Ada", 21m, "P1"), await response.Content.ReadFromJsonAsync<Receipt>());
        Assert.Equal("98", await _shop.CreateClient().GetStringAsync("/stock/tea"));
    }

    [Fact]
    public async Task A_provider_that_is_busy_is_asked_again()
    {
        _payments.Answers.Enqueue(new PaymentUnavailableException());
        _payments.Answers.Enqueue(new PaymentUnavailableException());

        using HttpResponseMessage response = await _shop.CreateClient().PostAsJsonAsync("/checkout", s_cart);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, _payments.Calls);
    }

    [Fact]
    public async Task What_is_not_paid_goes_back_to_the_shelf()
    {
        _payments.Answers.Enqueue(new PaymentDeclinedException("Ada"));

        using HttpResponseMessage response = await _shop.CreateClient().PostAsJsonAsync("/checkout", s_cart);

        Assert.Equal(HttpStatusCode.PaymentRequired, response.StatusCode);
        Assert.Equal("The payment of Ada was declined.", await response.Content.ReadAsStringAsync());
        Assert.Equal("100", await _shop.CreateClient().GetStringAsync("/stock/tea"));
    }

    [Fact]
    public async Task What_is_out_of_stock_is_not_paid()
    {
        using HttpResponseMessage response = await _shop.CreateClient().PostAsJsonAsync("/checkout", new Cart("Ada", [new("samovar", 2)]));

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal(0, _payments.Calls);
    }

    [Fact]
    public async Task A_customer_who_disconnects_buys_nothing()
    {
        _payments.Waits = true;
        using CancellationTokenSource source = new();
        Task<HttpResponseMessage> request = _shop.CreateClient().PostAsJsonAsync("/checkout", s_cart, source.Token);
        await _payments.Entered.Task;

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await _payments.Canceled.Task;
        Assert.Equal(1, _payments.Calls);
    }

    [Fact]
    public async Task The_shop_is_healthy_when_it_has_started() =>
        Assert.Equal("Healthy", await _shop.CreateClient().GetStringAsync("/health"));

    [Fact]
    public async Task Each_step_is_a_span()
    {
        ConcurrentQueue<Activity> spans = new();
        using WebApplicationFactory<Checkout> shop = _shop.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
            services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(new Collector(spans)))));

        using HttpResponseMessage response = await shop.CreateClient().PostAsJsonAsync("/checkout", s_cart);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Superset(new HashSet<string> { "flow Checkout", "step Reserve", "step AddUp", "step Pay", "step Complete" }, spans.Select(static span => span.DisplayName).ToHashSet());
    }

    private sealed class Collector(ConcurrentQueue<Activity> spans) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => spans.Enqueue(data);
    }

    private sealed class Payments : IPaymentProvider
    {
        private int _calls;

        public ConcurrentQueue<Exception> Answers { get; } = new();

        public bool Waits { get; set; }

        public int Calls => _calls;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Canceled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<string> PayAsync(string customer, decimal amount, CancellationToken cancellationToken)
        {
            int call = Interlocked.Increment(ref _calls);
            await Task.Yield();
            if (Answers.TryDequeue(out Exception? answer))
            {
                throw answer;
            }

            if (Waits)
            {
                using CancellationTokenRegistration registration = cancellationToken.Register(Canceled.SetResult);
                Entered.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return $"P{call}";
        }
    }
}
