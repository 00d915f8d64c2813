namespace Tutorial;

/// <summary>A weather service, as slow as if it were far away. It answers at most two questions about cities at a time.</summary>
public sealed class Weather
{
    private const int MostAtOnce = 2;

    private readonly TimeSpan _distance = TimeSpan.FromMilliseconds(20);
    private int _now;
    private int _asked;

    /// <summary>The cities of a country.</summary>
    public async Task<string[]> CitiesAsync(string country, CancellationToken cancellationToken)
    {
        await Task.Delay(_distance, cancellationToken);
        return country switch
        {
            "Italy" => ["Rome", "Turin", "Venice"],
            "France" => ["Paris", "Ys", "Nice"],
            "Spain" => ["Madrid", "Seville"],
            _ => throw new ArgumentException($"There is no country '{country}'.", nameof(country)),
        };
    }

    /// <summary>How much there is to spend.</summary>
    public async Task<decimal> BudgetAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_distance, cancellationToken);
        return 500;
    }

    /// <summary>How warm a city will be.</summary>
    /// <exception cref="InvalidOperationException">There is no such city, or the service has too much to do.</exception>
    public async Task<Forecast> ForecastAsync(string city, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _now) > MostAtOnce)
        {
            Interlocked.Decrement(ref _now);
            throw new InvalidOperationException("Too many questions at once.");
        }

        try
        {
            await Task.Delay(_distance, cancellationToken);
            return city switch
            {
                "Ys" => throw new InvalidOperationException("Ys lies under the sea."),
                "Seville" when Interlocked.Increment(ref _asked) < 3 => throw new InvalidOperationException("Ask again."),
                _ => new Forecast(city, 15 + city.Length),
            };
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}

/// <summary>What the weather will be like in a city.</summary>
/// <param name="City">The city.</param>
/// <param name="Degrees">The temperature in degrees Celsius.</param>
public sealed record Forecast(string City, int Degrees);
