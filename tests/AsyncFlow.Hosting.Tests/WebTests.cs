using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Tests;

/// <summary>Requests to a real server that are flows.</summary>
public sealed partial class WebTests
{
    [Fact]
    public async Task A_request_is_a_flow_with_the_services_of_its_scope()
    {
        await using WebApplication app = await StartAsync(static services => services.AddScoped<Session>().AddSingleton<Sessions>().AddFlow<Checkout>());
        using HttpClient client = ClientOf(app);

        Assert.Equal("42 in session 1", await client.GetStringAsync("/checkout/42"));
        Assert.Equal("43 in session 2", await client.GetStringAsync("/checkout/43"));

        Sessions sessions = app.Services.GetRequiredService<Sessions>();
        await sessions.WaitForDisposedAsync(2);
        Assert.Equal(0, sessions.UsedAfterDisposal);
    }

    [Fact]
    public async Task A_client_that_disconnects_cancels_the_flow()
    {
        Waiting waiting = new();
        await using WebApplication app = await StartAsync(services => services.AddSingleton(waiting).AddSingleton<Sessions>().AddScoped<Session>().AddFlow<Slow>());
        using HttpClient client = ClientOf(app);
        using CancellationTokenSource source = new();

        Task<string> request = client.GetStringAsync("/slow", source.Token);
        await waiting.Entered.Task;
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await waiting.Canceled.Task;

        // The services of the request outlive the step that was cancelled.
        Sessions sessions = app.Services.GetRequiredService<Sessions>();
        await sessions.WaitForDisposedAsync(1);
        Assert.Equal(0, sessions.UsedAfterDisposal);
    }

    [Fact]
    public async Task Ten_thousand_requests_leave_nothing_behind()
    {
        await using WebApplication app = await StartAsync(static services => services.AddScoped<Session>().AddSingleton<Sessions>().AddFlow<Checkout>());
        using HttpClient client = ClientOf(app);

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
        {
            // Every tenth one fails.
            using HttpResponseMessage response = await client.GetAsync($"/checkout/{(i % 10 == 0 ? -1 : i)}", token);
            Assert.Equal(i % 10 == 0 ? HttpStatusCode.InternalServerError : HttpStatusCode.OK, response.StatusCode);
        });

        Sessions sessions = app.Services.GetRequiredService<Sessions>();
        await sessions.WaitForDisposedAsync(10_000);
        Assert.Equal(10_000, sessions.Created);
        Assert.Equal(0, sessions.UsedAfterDisposal);
        Assert.True(sessions.CountAlive() <= 16, $"{sessions.CountAlive()} flows are still there.");
    }

    private static HttpClient ClientOf(WebApplication app) => new() { BaseAddress = new Uri(app.Urls.First()), Timeout = Timeout.InfiniteTimeSpan };

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> configure)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        configure(builder.Services);
        WebApplication app = builder.Build();
        app.MapGet("/checkout/{order:int}", static (int order, [FromServices] Checkout checkout, CancellationToken cancellationToken) => checkout.ExecuteAsync(order, cancellationToken));
        app.MapGet("/slow", static ([FromServices] Slow slow, CancellationToken cancellationToken) => slow.ExecuteAsync(cancellationToken));
        await app.StartAsync();
        return app;
    }

    /// <summary>Counts sessions, and the flows that use them.</summary>
    internal sealed class Sessions
    {
        private readonly Lock _lock = new();
        private readonly List<WeakReference> _flows = [];
        private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
        private int _created;
        private int _disposed;
        private int _usedAfterDisposal;

        public int Created => _created;

        public int UsedAfterDisposal => _usedAfterDisposal;

        public int Add() => Interlocked.Increment(ref _created);

        public void Watch(object flow)
        {
            lock (_lock)
            {
                _flows.Add(new WeakReference(flow));
            }
        }

        public void AddUseAfterDisposal() => Interlocked.Increment(ref _usedAfterDisposal);

        public void AddDisposed()
        {
            lock (_lock)
            {
                _disposed++;
                foreach ((int _, TaskCompletionSource reached) in _waits.Where(wait => wait.Count == _disposed))
                {
                    reached.SetResult();
                }
            }
        }

        // The server disposes of a scope after the response.
        public Task WaitForDisposedAsync(int count)
        {
            lock (_lock)
            {
                TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add((count, reached));
                if (_disposed == count)
                {
                    reached.SetResult();
                }

                return reached.Task;
            }
        }

        public int CountAlive()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            lock (_lock)
            {
                return _flows.Count(static flow => flow.IsAlive);
            }
        }
    }

    internal sealed class Session : IAsyncDisposable
    {
        private readonly Sessions _sessions;
        private bool _isDisposed;

        public Session(Sessions sessions)
        {
            _sessions = sessions;
            Number = sessions.Add();
        }

        public int Number { get; }

        public void Use(object flow)
        {
            _sessions.Watch(flow);
            if (_isDisposed)
            {
                _sessions.AddUseAfterDisposal();
            }
        }

        public ValueTask DisposeAsync()
        {
            _isDisposed = true;
            _sessions.AddDisposed();
            return default;
        }
    }

    internal sealed class Waiting
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Canceled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [Flow]
    internal sealed partial class Checkout(Session session)
    {
        [Step]
        private static async Task<int> Load([Input] int order)
        {
            await Task.Yield();
            return order >= 0 ? order : throw new InvalidOperationException("There is no such order.");
        }

        [Step, Output]
        private async Task<string> Describe(int load)
        {
            await Task.Yield();
            session.Use(this);
            return $"{load} in session {session.Number}";
        }
    }

    [Flow]
    internal sealed partial class Slow(Session session, Waiting waiting)
    {
        [Step, Output]
        private async Task<string> Wait(CancellationToken cancellationToken)
        {
            waiting.Entered.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return "";
            }
            catch (OperationCanceledException)
            {
                await Task.Yield();
                session.Use(this);
                waiting.Canceled.SetResult();
                throw;
            }
        }
    }
}
