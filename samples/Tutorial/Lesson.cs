namespace Tutorial;

/// <summary>Runs the flow of a step of the tutorial.</summary>
internal static class Lesson
{
    public static async Task<int> RunAsync(ValueTask run)
    {
        await run;
        return 0;
    }

    public static async Task<int> PrintAsync(ValueTask<string> run)
    {
        Console.WriteLine(await run);
        return 0;
    }

    public static int Explain()
    {
        Console.Error.WriteLine("Name a step of docs/tutorial.md, 1 to 8: dotnet run --project samples/Tutorial -- 3");
        return 2;
    }
}
