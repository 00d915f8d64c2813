using System.Net;
using System.Net.Sockets;

namespace AsyncFlow.Orleans.Hosting;

/// <summary>Finds a port that no process listens on.</summary>
internal static class FreePort
{
    // Below the ports that systems choose for outgoing connections, so that none of these takes it before the silo does.
    private const int First = 20_000;
    private const int End = 32_000;
    private const int Tries = 100;

    /// <summary>A port that is free now. Another process may still take it: then this one cannot start, and says so.</summary>
    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static int Find(IPAddress address)
    {
        SocketException? last = null;
        for (int i = 0; i < Tries; i++)
        {
            int port = Random.Shared.Next(First, End);
            try
            {
                using TcpListener listener = new(address, port);
                listener.Start();
                return port;
            }
            catch (SocketException exception)
            {
                last = exception;
            }
        }

        throw new InvalidOperationException($"No free port was found at {address}: {last!.Message} Set Address to an address of this machine, or Port to a free port.", last);
    }
}
