using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace AsyncFlow.Journal.Tests.Guide;

public sealed record Order(int Id, int Credits);

public sealed record Invoice(int Order, int Credits);

public sealed record Summary(int Total);

public interface IStore
{
    Task<Order[]> LoadAsync(DateOnly day, CancellationToken cancellationToken);

    Task<Invoice> BillAsync(Order order);
}

[Flow]
public partial class Nightly(IStore store)
{
    [Step, Keep]
    private Task<Order[]> Load([Input] DateOnly day, CancellationToken ct) => store.LoadAsync(day, ct);

    [Step, Keep]
    private Task<Invoice> Bill([Each(nameof(Load), MaxConcurrency = 8)] Order order) => store.BillAsync(order);

    [Step, Output]
    private static Summary Sum(IReadOnlyList<Invoice> invoices) => new(invoices.Sum(static invoice => invoice.Credits));
}

[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(Order[]))]
[JsonSerializable(typeof(Invoice))]
internal sealed partial class AppJson : JsonSerializerContext;

/// <summary>The example of the guide.</summary>
public sealed class GuideExample
{
    [Fact]
    public async Task The_example_resumes()
    {
        using TempFile file = new();
        string current = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(Path.GetDirectoryName(file.Path)!);
        Store store = new();
        (DateOnly day, CancellationToken ct) = (new(2026, 11, 24), default);
        FlowOptions options = new() { Journal = new FileJournal("run.jsonl", AppJson.Default) };
        Directory.SetCurrentDirectory(current);
        await Assert.ThrowsAsync<IOException>(async () => await new Nightly(store).ExecuteAsync(day, options, ct));
        Summary summary = await new Nightly(store).ExecuteAsync(day, options, ct);
        Assert.Equal(new Summary(100), summary);
        Assert.Equal("1 2 3 4 4", string.Join(' ', store.Billed.Order()));
        Assert.Contains("\"result\":{\"Order\":1,\"Credits\":10}", await File.ReadAllTextAsync(file.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_the_guide_is_compiled()
    {
        HashSet<string> compiled = [.. File.ReadAllLines(PathOf("GuideExample.cs")).Select(static line => line.Trim())];
        string[] blocks = File.ReadAllText(PathOf("../../docs/guides/journal.md")).Split("```csharp")[1..];
        Assert.Equal(2, blocks.Length);
        Assert.All(
            blocks.SelectMany(static block => block.Split("```")[0].Split('\n')).Select(static line => line.Trim()).Where(static line => line.Length > 0),
            line => Assert.Contains(line, compiled));
    }

    private static string PathOf(string file, [CallerFilePath] string own = "") => Path.Join(Path.GetDirectoryName(own), file);

    // Fails once, at the last order.
    private sealed class Store : IStore
    {
        private int _failures;

        public List<int> Billed { get; } = [];

        public Task<Order[]> LoadAsync(DateOnly day, CancellationToken cancellationToken) => Task.FromResult<Order[]>([new(1, 10), new(2, 20), new(3, 30), new(4, 40)]);

        public async Task<Invoice> BillAsync(Order order)
        {
            await Task.Yield();
            lock (Billed)
            {
                Billed.Add(order.Id);
            }

            while (order.Id == 4 && Billed.Count < 4)
            {
                await Task.Delay(1);
            }

            return order.Id == 4 && _failures++ == 0 ? throw new IOException("busy") : new Invoice(order.Id, order.Credits);
        }
    }
}
