using AsyncFlow;

namespace Tutorial.Step6;

[Flow]
public partial class Trip(Weather weather)
{
    [Step]
    private Task<string[]> LoadCities([Input] string country, CancellationToken ct) => weather.CitiesAsync(country, ct);

    [Step]
    private Task<Forecast> LoadForecast([Each(nameof(LoadCities), MaxConcurrency = 2)] string city, CancellationToken ct) => weather.ForecastAsync(city, ct);

    [Step, Output]
    private static string Summarize(string[] cities, IReadOnlyList<StepOutcome<Forecast>> forecasts) =>
        string.Join(", ", cities.Zip(forecasts, static (city, forecast) => forecast.IsSuccess ? $"{city} {forecast.Value.Degrees}°" : $"{city} ({forecast.Exception!.Message})"));
}
