using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Stands between a process and the others that connect to it: cuts connections, delays what they carry, or swallows it.</summary>
internal sealed class FaultyProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private volatile TaskCompletionSource _gate = Opened();

    public FaultyProxy()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port that the others connect to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The port that the process listens at.</summary>
    public int Target { get; } = FindPort();

    /// <summary>How long each packet is held back, in milliseconds.</summary>
    public int Delay { get; set; }

    /// <summary>Ends all connections.</summary>
    public void Cut()
    {
        while (_connections.TryTake(out TcpClient? connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>Lets nothing through until <see cref="Mend"/>; the connections stay.</summary>
    public void Block() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend()
    {
        Delay = 0;
        _gate.TrySetResult();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        Mend();
        Cut();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client, new TcpClient());
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, TcpClient target)
    {
        using (client)
        using (target)
        {
            _connections.Add(client);
            _connections.Add(target);
            try
            {
                await target.ConnectAsync(IPAddress.Loopback, Target, _stop.Token);
                await Task.WhenAny(CopyAsync(client.GetStream(), target.GetStream()), CopyAsync(target.GetStream(), client.GetStream()));
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // One of both has closed the connection.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[16 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, _stop.Token)) > 0)
        {
            await _gate.Task;
            await Task.Delay(Delay, _stop.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private static TaskCompletionSource Opened()
    {
        TaskCompletionSource gate = new();
        gate.SetResult();
        return gate;
    }

    private static int FindPort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
