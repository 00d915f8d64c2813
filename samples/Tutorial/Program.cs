using Tutorial;

// dotnet run --project samples/Tutorial -- 3      runs the third step of docs/tutorial.md
Weather weather = new();
return args switch
{
    ["1"] => await Lesson.RunAsync(new Tutorial.Step1.Trip().ExecuteAsync()),
    ["2"] => await Lesson.PrintAsync(new Tutorial.Step2.Trip(weather).ExecuteAsync()),
    ["3"] => await Lesson.PrintAsync(new Tutorial.Step3.Trip(weather).ExecuteAsync("Italy")),
    ["4"] => await Lesson.PrintAsync(new Tutorial.Step4.Trip(weather).ExecuteAsync("Italy")),
    ["5"] => await Lesson.PrintAsync(new Tutorial.Step5.Trip(weather).ExecuteAsync("Italy")),
    ["6"] => await Lesson.PrintAsync(new Tutorial.Step6.Trip(weather).ExecuteAsync("France")),
    ["7"] => await Lesson.PrintAsync(new Tutorial.Step7.Trip(weather).ExecuteAsync("Spain")),
    ["8"] => await Lesson.PrintAsync(Tutorial.Step8.Show.RunAsync(weather, "trip.html")),
    _ => Lesson.Explain(),
};
