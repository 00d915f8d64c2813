using AsyncFlow;

namespace Tutorial.Step1;

[Flow]
public partial class Trip
{
    [Step]
    private static void Ask() => Console.WriteLine("Where shall we go?");

    [Step(nameof(Ask))]
    private static void Answer() => Console.WriteLine("To Italy!");
}
