namespace Company.FlowWeb1;

public record Weather(int Celsius);

public record Traffic(int DelayMinutes);

public interface IForecasts
{
    Task<Weather> WeatherAsync(string city, CancellationToken cancellationToken);

    Task<Traffic> TrafficAsync(string city, CancellationToken cancellationToken);
}

/// <summary>Replace this with calls to your services.</summary>
public sealed class SampleForecasts : IForecasts
{
    public async Task<Weather> WeatherAsync(string city, CancellationToken cancellationToken)
    {
        await Task.Delay(100, cancellationToken);
        return new Weather(Celsius: 10 + city.Length);
    }

    public async Task<Traffic> TrafficAsync(string city, CancellationToken cancellationToken)
    {
        await Task.Delay(100, cancellationToken);
        return new Traffic(DelayMinutes: 3 * city.Length);
    }
}
