using AsyncFlow;

namespace Tutorial.Step7;

[Flow]
public partial class Trip(Weather weather)
{
    private static readonly Retry s_retry = new(attempts: 3);

    [Step]
    private Task<string[]> LoadCities([Input] string country, CancellationToken ct) => weather.CitiesAsync(country, ct);

    [Step, WithPolicy(nameof(s_retry))]
    private Task<Forecast> LoadForecast([Each(nameof(LoadCities), MaxConcurrency = 2)] string city, CancellationToken ct) => weather.ForecastAsync(city, ct);

    [Step, Output]
    private static string Summarize(IReadOnlyList<Forecast> forecasts) =>
        string.Join(", ", forecasts.Select(static forecast => $"{forecast.City} {forecast.Degrees}°"));
}

internal sealed class Retry(int attempts) : IStepPolicy
{
    public async ValueTask<TResult> ExecuteAsync<TState, TResult>(
        Func<TState, CancellationToken, ValueTask<TResult>> step, TState state, StepContext context)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await step(state, context.CancellationToken);
            }
            catch (InvalidOperationException) when (attempt < attempts)
            {
            }
        }
    }
}
