using Outside;

// What benchmarks/outside/run.sh starts in a fresh project: measures and prints a table; with --exercise the large flows run until they
// are optimized and nothing is measured; with --size FILE the code sizes that the JIT compiler wrote into a file then.
switch (args)
{
    case ["--exercise"]:
        await Comparison.ExerciseAsync();
        break;
    case ["--size", string file]:
        CodeSize.Print(file);
        break;
    default:
        await Comparison.RunAsync();
        break;
}
