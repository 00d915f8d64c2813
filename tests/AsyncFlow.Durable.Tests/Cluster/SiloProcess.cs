using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>A process of a cluster, which a test may kill.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _answers = new();
    private readonly ConcurrentQueue<string> _log = new();

    /// <summary>Starts a process.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="proxy">What stands between it and the others; null for nothing.</param>
    /// <param name="environment">Further settings, as environment variables.</param>
    /// <param name="crash">The number of the commit at which it ends, with <c>before</c> or <c>after</c>; empty for none.</param>
    public SiloProcess(string connectionString, FaultyProxy? proxy, IReadOnlyDictionary<string, string> environment, params string[] crash)
    {
        string[] command = [Environment.ProcessPath!, "exec", typeof(Program).Assembly.Location, "silo", connectionString, .. crash];
        if (environment.TryGetValue(NetworkNamespaces.Variable, out string? network))
        {
            command = ["ip", "netns", "exec", network, .. command];
        }

        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (proxy is not null)
        {
            start.Environment["SILO_PORT"] = proxy.Port.ToString(CultureInfo.InvariantCulture);
            start.Environment["SILO_LISTENS"] = proxy.Target.ToString(CultureInfo.InvariantCulture);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => (line.Data?.StartsWith("> ", StringComparison.Ordinal) == true ? _answers : _log).Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public IEnumerable<string> Answers => _answers.Select(static answer => answer[2..]);

    /// <summary>What the process has logged, for messages of failures.</summary>
    public string Log => string.Join('\n', _log.Concat(_answers).TakeLast(60));

    public int Id => _process.Id;

    /// <summary>Has clients start a run of <see cref="Charging"/>.</summary>
    public void Start(string id, int count, int clients = 1) => Write(string.Create(CultureInfo.InvariantCulture, $"start {id} {count} {clients}"));

    /// <summary>Has a client start a run of <see cref="Posting"/>.</summary>
    public void Post(string id, int count) => Write(string.Create(CultureInfo.InvariantCulture, $"post {id} {count}"));

    private void Write(string command)
    {
        try
        {
            _process.StandardInput.WriteLine(command);
        }
        catch (IOException)
        {
            // It has just ended.
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Stops the process in the middle of whatever it does.</summary>
    public void Freeze() => Signal("-STOP");

    public void Thaw() => Signal("-CONT");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
