using System.Collections.Concurrent;

namespace AsyncFlow.Hosting.Tests.Infrastructure;

/// <summary>What has happened, in order.</summary>
public sealed class Journal
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void Add(string line) => _lines.Enqueue(line);
}
