using System.Globalization;
using AsyncFlow.Benchmarks.CompileTime;

// generator.sh calls this with the folder of the generated project and the number of rounds: prints what the generator takes, as Markdown.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
SourceProject project = new(args[0]);
Comparison comparison = new(project, rounds: int.Parse(args[1], CultureInfo.InvariantCulture));
comparison.Measure(null); // warms the JIT compiler
Console.WriteLine($"{project.Flows:N0} flows; the binding is what a generator that only looks at them takes. Net: the generator's own.");
Console.WriteLine();
Console.WriteLine("| | with the generator, ms | binding, ms | net, ms | net per flow, ms | allocated, net, MB | kept, net, MB |");
Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
Print("cold", comparison.Measure(null));
Print("edit outside the flows", comparison.Measure(project.EditOutside));
Print("a step more in one flow", comparison.Measure(project.EditFlow));
Print("a flow more", comparison.Measure(project.AddFlow));

void Print(string name, Comparison.Row row)
{
    double net = row.Generator - row.Binding;
    Console.WriteLine($"| {name} | {row.Generator:0} | {row.Binding:0} | {net:0} | {net / project.Flows:0.000} | {row.Allocated:0.0} | {row.Kept:0.0} |");
}
