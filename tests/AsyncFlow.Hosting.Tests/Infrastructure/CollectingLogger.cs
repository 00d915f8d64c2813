using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Tests.Infrastructure;

/// <summary>Keeps what is logged, with the scopes around it.</summary>
public sealed class CollectingLogger : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<Entry> _entries = new();
    private IExternalScopeProvider? _scopes;

    public IReadOnlyList<Entry> Entries => [.. _entries];

    public IReadOnlyList<Entry> Of(string category) => [.. _entries.Where(entry => entry.Category == category)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    public sealed record Entry(string Category, LogLevel Level, EventId Id, string Text, Exception? Exception, IReadOnlyList<string> Scopes);

    private sealed class Logger(CollectingLogger owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            List<string> scopes = [];
            owner._scopes?.ForEachScope(static (scope, found) => found.Add(scope?.ToString() ?? ""), scopes);
            owner._entries.Enqueue(new(category, logLevel, eventId, formatter(state, exception), exception, scopes));
        }
    }
}
