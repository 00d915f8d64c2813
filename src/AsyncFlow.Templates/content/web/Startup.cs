using AsyncFlow;

namespace Company.FlowWeb1;

/// <summary>Runs before the application serves requests. When it stops, so do its steps, in the reverse order.</summary>
[Flow]
internal sealed partial class Startup(IForecasts forecasts, ILogger<Startup> logger)
{
    [Step]
    private async Task WarmUp(CancellationToken cancellationToken) => await forecasts.WeatherAsync("Paris", cancellationToken);

    [Stops(nameof(WarmUp))]
    private void SayGoodbye() => logger.LogInformation("No more forecasts.");
}
