using AsyncFlow;

namespace Tutorial.Step2;

[Flow]
public partial class Trip(Weather weather)
{
    [Step]
    private Task<string[]> LoadCities(CancellationToken ct) => weather.CitiesAsync("Italy", ct);

    [Step]
    private Task<decimal> LoadBudget(CancellationToken ct) => weather.BudgetAsync(ct);

    [Step, Output]
    private static string Summarize(string[] cities, decimal budget) => $"{string.Join(", ", cities)} for {budget} credits";
}
