using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Stands between a process and the others that connect to it: cuts connections, and delays, doubles or swallows what they carry.</summary>
internal sealed class FaultyProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly ConcurrentDictionary<MemoryStream, bool> _carried = new();
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

    /// <summary>Whether each message is delivered twice.</summary>
    public bool IsDoubling { get; set; }

    /// <summary>How many messages were delivered twice.</summary>
    public int Doubled { get; private set; }

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

    /// <summary>
    /// Delivers to the process all that its connections have carried until now once more, each by a connection of its own. These are silent after that, like one whose other
    /// end has lost its power, until <see cref="Mend"/>.
    /// </summary>
    public void Replay()
    {
        foreach (MemoryStream carried in _carried.Keys)
        {
            byte[] bytes;
            lock (carried)
            {
                bytes = carried.ToArray();
            }

            _ = ReplayAsync(bytes);
        }
    }

    public void Mend()
    {
        Delay = 0;
        IsDoubling = false;
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
        MemoryStream carried = new();
        using (client)
        using (target)
        {
            _connections.Add(client);
            _connections.Add(target);
            _carried[carried] = true;
            try
            {
                await target.ConnectAsync(IPAddress.Loopback, Target, _stop.Token);
                await Task.WhenAny(CopyAsync(client.GetStream(), target.GetStream(), carried), CopyAsync(target.GetStream(), client.GetStream(), null));
            }
            catch (Exception exception) when (IsClosed(exception))
            {
                // One of both has closed the connection.
            }
        }

        _carried.TryRemove(carried, out _);
    }

    // What a connection carries: the length of a greeting and the greeting, then messages, each with the lengths of its head and its body before it.
    private async Task CopyAsync(NetworkStream from, NetworkStream to, MemoryStream? carried)
    {
        int prefix = 4;
        byte[] message = new byte[8];
        try
        {
            while (true)
            {
                await from.ReadExactlyAsync(message.AsMemory(0, prefix), _stop.Token);
                int length = prefix;
                for (int i = 0; i < prefix; i += 4)
                {
                    length += BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(i));
                }

                Array.Resize(ref message, Math.Max(length, message.Length));
                await from.ReadExactlyAsync(message.AsMemory(prefix, length - prefix), _stop.Token);
                await _gate.Task;
                await Task.Delay(Delay, _stop.Token);
                bool isDoubled = IsDoubling && prefix == 8;
                for (int i = 0; i < (isDoubled ? 2 : 1); i++)
                {
                    await to.WriteAsync(message.AsMemory(0, length), _stop.Token);
                }

                Doubled += isDoubled ? 1 : 0;
                Keep(carried, message.AsSpan(0, length));
                prefix = 8;
            }
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            // One of both has closed the connection.
        }
    }

    private static void Keep(MemoryStream? carried, ReadOnlySpan<byte> message)
    {
        if (carried is not null)
        {
            lock (carried)
            {
                carried.Write(message);
            }
        }
    }

    private async Task ReplayAsync(byte[] carried)
    {
        using TcpClient target = new();
        _connections.Add(target);
        try
        {
            await target.ConnectAsync(IPAddress.Loopback, Target, _stop.Token);
            await target.GetStream().WriteAsync(carried, _stop.Token);
            byte[] answers = new byte[16 * 1024];
            while (await target.GetStream().ReadAsync(answers, _stop.Token) > 0)
            {
                // The answers go nowhere: the process that the connection belonged to has them already.
            }
        }
        catch (Exception exception) when (IsClosed(exception))
        {
            // The process has closed the connection.
        }
    }

    private static bool IsClosed(Exception exception) => exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException;

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
