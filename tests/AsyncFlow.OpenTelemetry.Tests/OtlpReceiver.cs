using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AsyncFlow.OpenTelemetry.Tests;

/// <summary>Receives what the real exporter sends by OTLP over HTTP, on this machine.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _requests = new();

    public OtlpReceiver()
    {
        // A port that is free now. The listener cannot choose one itself.
        using (TcpListener port = new(IPAddress.Loopback, 0))
        {
            port.Start();
            Address = new Uri($"http://localhost:{((IPEndPoint)port.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = ReceiveAsync();
    }

    public Uri Address { get; }

    /// <summary>The spans that were received, by the names that they have.</summary>
    public List<ReceivedSpan> Spans() => [.. Messages("/v1/traces", 2).Select(static span => new ReceivedSpan(span))];

    /// <summary>The metrics that were received last.</summary>
    public Dictionary<string, ProtobufReader> Metrics() => Messages("/v1/metrics", 2).GroupBy(static metric => metric.Text(1)).ToDictionary(static metric => metric.Key, static metric => metric.Last());

    public void Dispose() => _listener.Close();

    // Requests have resources (1), those scopes (2), and those what is sent.
    private IEnumerable<ProtobufReader> Messages(string path, int field) =>
        from request in _requests
        where request.Path == path
        from resource in new ProtobufReader(request.Body).Messages(1)
        from scope in resource.Messages(2)
        from message in scope.Messages(field)
        select message;

    private async Task ReceiveAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using MemoryStream body = new();
            await context.Request.InputStream.CopyToAsync(body);
            _requests.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }
}

/// <summary>A span as it was received.</summary>
internal sealed record ReceivedSpan(string TraceId, string SpanId, string ParentId, string Name, Dictionary<string, object> Attributes, ulong Start, ulong End, int Status, string[] Links, string[] Events, Dictionary<string, object>[] EventAttributes)
{
    public ReceivedSpan(ProtobufReader span)
        : this(
            span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Attributes(9), span.Number(7), span.Number(8), (int)span.Message(15).Number(3),
            [.. span.Messages(13).Select(static link => link.Hex(2))],
            [.. span.Messages(11).Select(static e => e.Text(2))],
            [.. span.Messages(11).Select(static e => e.Attributes(3))])
    {
    }
}
