using AsyncFlow;

namespace Company.FlowWeb1;

/// <summary>One request. Its input comes from the route, its services from the container; both forecasts are asked at the same time.</summary>
[Flow]
public partial class TripFlow(IForecasts forecasts)
{
    [Step]
    private Task<Weather> LoadWeather([Input] string city, CancellationToken cancellationToken) => forecasts.WeatherAsync(city, cancellationToken);

    [Step]
    private Task<Traffic> LoadTraffic([Input] string city, CancellationToken cancellationToken) => forecasts.TrafficAsync(city, cancellationToken);

    [Step, Output]
    private static Trip Advise([Input] string city, Weather weather, Traffic traffic) =>
        new(city, weather, traffic, Advice: weather.Celsius > 10 && traffic.DelayMinutes > 15 ? "Take the bicycle." : "Take the bus.");
}

public record Trip(string City, Weather Weather, Traffic Traffic, string Advice);
