using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Crawler;

/// <summary>
/// A site on several hosts (ports of this machine) whose pages link to each other. Each page with a number that seven divides fails the first time
/// it is asked for, and each with one that eleven divides always does.
/// </summary>
internal sealed class LocalSite : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly int _pages;
    private readonly Uri[] _hosts;
    private readonly ConcurrentDictionary<string, Host> _state = new();

    private LocalSite(WebApplication server, int pages, Uri[] hosts)
    {
        _server = server;
        _pages = pages;
        _hosts = hosts;
    }

    /// <summary>The first page.</summary>
    public Uri Start => new(_hosts[0], "1");

    /// <summary>The most requests that one host has served at the same time.</summary>
    public int MostAtOnce => _state.Values.Max(static host => host.MostAtOnce);

    /// <summary>How many requests there were.</summary>
    public int Requests => _state.Values.Sum(static host => host.Requests);

    /// <summary>Starts the site on free ports.</summary>
    /// <param name="hosts">How many hosts it has.</param>
    /// <param name="pages">How many pages each host has.</param>
    public static async Task<LocalSite> StartAsync(int hosts, int pages)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls([.. Enumerable.Repeat("http://127.0.0.1:0", hosts)]);
        WebApplication server = builder.Build();
        LocalSite? site = null;
        server.MapGet("/{number:int}", (HttpContext context, int number) => site!.ServeAsync(context, number));
        await server.StartAsync();
        IServerAddressesFeature addresses = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        site = new LocalSite(server, pages, [.. addresses.Addresses.Select(static address => new Uri(address))]);
        return site;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task ServeAsync(HttpContext context, int number)
    {
        Host host = _state.GetOrAdd(context.Request.Host.Value!, static _ => new Host());
        bool isFirst = host.Enter(number);
        await Task.Yield();
        host.Leave();
        if (number < 1 || number > _pages || number % 11 == 0 || (number % 7 == 0 && isFirst))
        {
            context.Response.StatusCode = number % 7 == 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status404NotFound;
            return;
        }

        // Two pages further down on this host, and the page of the same number on the next one.
        int place = Array.FindIndex(_hosts, uri => uri.Authority == context.Request.Host.Value);
        Uri[] links = [.. ((int[])[2 * number, (2 * number) + 1]).Where(next => next <= _pages).Select(next => new Uri(_hosts[place], $"{next}")), new Uri(_hosts[(place + 1) % _hosts.Length], $"{number}")];
        await context.Response.WriteAsync($"<h1>Page {number}</h1>{string.Concat(links.Select(static link => $"<a href=\"{link}\">{link}</a>"))}");
    }

    // Thread-safe.
    private sealed class Host
    {
        private readonly Lock _gate = new();
        private readonly HashSet<int> _seen = [];
        private int _now;

        public int MostAtOnce { get; private set; }

        public int Requests { get; private set; }

        public bool Enter(int number)
        {
            lock (_gate)
            {
                Requests++;
                MostAtOnce = Math.Max(MostAtOnce, ++_now);
                return _seen.Add(number);
            }
        }

        public void Leave()
        {
            lock (_gate)
            {
                _now--;
            }
        }
    }
}
