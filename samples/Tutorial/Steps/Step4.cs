using AsyncFlow;

namespace Tutorial.Step4;

[Flow]
public partial class Trip(Weather weather)
{
    [Step]
    private Task<string[]> LoadCities([Input] string country, CancellationToken ct) => weather.CitiesAsync(country, ct);

    [Step]
    private Task<Forecast> LoadForecast([Each(nameof(LoadCities), MaxConcurrency = 2)] string city, CancellationToken ct) => weather.ForecastAsync(city, ct);

    [Step, Output]
    private static string Summarize(IReadOnlyList<Forecast> forecasts) =>
        string.Join(", ", forecasts.Select(static forecast => $"{forecast.City} {forecast.Degrees}°"));
}
