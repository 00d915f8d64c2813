using System.Globalization;
using AsyncFlow;

namespace Quickstart;

/// <summary>
/// Shop, article and currency are given with each call. The run opens the catalog and closes it after its last reader. If there is no price, the
/// offer is written all the same, since Write takes the outcome of Price.
/// </summary>
[Flow]
internal sealed partial class Offers
{
    [Step, Owned]
    private static async Task<Catalog> Open([Input] string shop, CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        return new Catalog(shop);
    }

    [Step]
    private static Task<decimal> Price(Catalog catalog, [Input] string article) => catalog.PriceAsync(article);

    [Step, Output]
    private static string Write([Input] string article, StepOutcome<decimal> price, [Input] string currency = "EUR") => price.IsSuccess
        ? string.Create(CultureInfo.InvariantCulture, $"{article}: {price.Value} {currency}")
        : $"{article}: no price\n{Head(price.Exception!)}";

    // The message, and the step that a printed exception names.
    private static string Head(Exception exception) => string.Join(Environment.NewLine, exception.ToString().Split(Environment.NewLine)[..2]);
}

/// <summary>The prices of a shop.</summary>
internal sealed class Catalog(string shop) : IDisposable
{
    public Task<decimal> PriceAsync(string article) => article == "atlas"
        ? Task.FromResult(39.90m)
        : Task.FromException<decimal>(new KeyNotFoundException($"'{shop}' does not sell '{article}'."));

    public void Dispose() => Console.WriteLine($"The catalog of '{shop}' is closed.");
}
