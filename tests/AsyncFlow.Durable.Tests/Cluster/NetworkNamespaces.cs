using System.Diagnostics;
using System.Globalization;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A network of the kernel for each process, and a switch between them. What a process does on this machine otherwise, such as its use of the database by a socket file, is not affected.</summary>
internal sealed class NetworkNamespaces : IDisposable
{
    /// <summary>The environment variable that names the network of a process.</summary>
    public const string Variable = "SILO_NETWORK";

    private static readonly Lazy<string?> s_missing = new(TryCreate);

    private readonly string _name = $"af{Guid.NewGuid():N}"[..8];
    private readonly int _count;

    public NetworkNamespaces(int count)
    {
        _count = count;
        try
        {
            Ip($"netns add {_name}");
            Ip($"-n {_name} link add switch type bridge");
            Ip($"-n {_name} link set switch up");
            for (int i = 0; i < count; i++)
            {
                Ip($"netns add {NameOf(i)}");
                Ip($"-n {_name} link add port{i} type veth peer name eth0 netns {NameOf(i)}");
                Ip($"-n {_name} link set port{i} master switch up");
                Ip($"-n {NameOf(i)} addr add {AddressOf(i)}/24 dev eth0");
                Ip($"-n {NameOf(i)} link set eth0 up");
                Ip($"-n {NameOf(i)} link set lo up");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why this machine cannot have such networks; null if it can.</summary>
    public static string? Missing => s_missing.Value;

    public string NameOf(int process) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{process}");

    public static string AddressOf(int process) => string.Create(CultureInfo.InvariantCulture, $"10.99.0.{process + 1}");

    /// <summary>Cuts a process off from the others.</summary>
    public void Cut(int process) => Ip($"-n {_name} link set port{process} down");

    public void Dispose()
    {
        foreach (string name in (string[])[.. Enumerable.Range(0, _count).Select(NameOf), _name])
        {
            Run($"netns del {name}");
        }
    }

    private static string? TryCreate()
    {
        try
        {
            using NetworkNamespaces probe = new(1);
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"Network namespaces need root and the program ip: {exception.Message}";
        }
    }

    private static void Ip(FormattableString arguments)
    {
        string text = FormattableString.Invariant(arguments);
        (int exitCode, string error) = Run(text);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"ip {text}: {error}");
        }
    }

    private static (int ExitCode, string Error) Run(string arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error.Trim());
    }
}
