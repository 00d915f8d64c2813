using AsyncFlow;

namespace Tutorial.Step5;

[Flow]
public partial class Trip(Weather weather)
{
    private readonly FlowSemaphore _questions = new(permits: 2);

    [Step]
    private Task<string[]> LoadCities([Input] string country, CancellationToken ct) => weather.CitiesAsync(country, ct);

    [Step, WithLock(nameof(_questions))]
    private Task<Forecast> LoadForecast([Each(nameof(LoadCities))] string city, CancellationToken ct) => weather.ForecastAsync(city, ct);

    [Step, WithLock(nameof(_questions))]
    private Task<Forecast> LoadHome(CancellationToken ct) => weather.ForecastAsync("Oslo", ct);

    [Step, Output]
    private static string Summarize(IReadOnlyList<Forecast> forecasts, Forecast home) =>
        string.Join(", ", forecasts.Select(forecast => $"{forecast.City} {forecast.Degrees - home.Degrees:+0;-0;0}°"));
}
